// Home: how it goes, what needs an admin, what Okta did in 24 hours, who can sign in.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer } from "./answer.ts";
import { client } from "./client.ts";
import type { ApiFailure } from "./failure.ts";
import type { components } from "./schema.ts";

type Schemas = components["schemas"];
export type HomeView = Schemas["Home"];
export type HealthState = HomeView["health"]["state"];
/** "open": `to` is a path of this app. "post": `to` is a path of the API. */
export type Attention = Schemas["Attention"];
export type Hour = Schemas["Hour"];
/** Whose state is another one now, and for whom that could not be. */
export type Settled = Schemas["Settled"];

const AGAIN_MS = 60_000;

export const homeQuery = queryOptions({
  queryKey: ["home"],
  queryFn: ({ signal }) => answer(client.GET("/api/v1/home", { signal })),
  // What changes is told by the live activity; the hours move on by themselves.
  refetchInterval: AGAIN_MS,
});

/** What Home's verbs do, told apart by the item's code. */
export type Remedy =
  | { kind: "bring-back"; since: string }
  | { kind: "allow-held" }
  | { kind: "waiting"; entryId: string; do: "deactivate" | "dismiss" };

export function useRemedy() {
  const queries = useQueryClient();
  return useMutation<Settled | null, ApiFailure, Remedy>({
    mutationFn: async (remedy) => {
      switch (remedy.kind) {
        case "bring-back":
          return answer(client.POST("/api/v1/deactivations/bring-back", { body: { since: remedy.since } }));
        case "allow-held":
          return answer(client.POST("/api/v1/deactivations/allow-held"));
        case "waiting":
          await answer(
            client.POST("/api/v1/deactivations/waiting/{entryId}", {
              params: { path: { entryId: remedy.entryId } },
              body: { do: remedy.do },
            }),
          );
          return null;
      }
    },
    onSuccess: () => {
      for (const queryKey of [["home"], ["users"], ["troubleshooting"]])
        void queries.invalidateQueries({ queryKey });
    },
  });
}
