// Home: how it goes, what needs an admin, what Okta did in 24 hours, who can sign in.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { RoleKey } from "../roles.ts";
import type { Entry } from "./activity.ts";
import { answer } from "./answer.ts";
import { clientOf } from "./client.ts";
import type { ApiFailure } from "./failure.ts";

export type HealthState = "working" | "waiting" | "refusing" | "suspended" | "not_set_up";

export interface Attention {
  code: string;
  sentence: string;
  /** "open": `to` is a path of this app. "post": `to` is a path of the API. */
  verb: { label: string; action: "open" | "post"; to: string };
  since: string | null;
  severity: "refused" | "waiting" | "notice";
  /** How many people it is about, where it is about people. */
  count?: number | null;
}

export interface Hour {
  at: string;
  changed: number;
  refused: number;
  other: number;
}

export interface HomeView {
  health: { state: HealthState; sentence: string; at: string };
  attention: Attention[];
  setUp: { done: number; of: number; next: { step: string; sentence: string } | null } | null;
  okta24h: { calls: number; changed: number; refused: number; lastCallAt: string | null; hours: Hour[] };
  signIn: { accessRole: Exclude<RoleKey, "none"> | null; active: number; signedInEver: number }[];
  latest: Entry[] | null;
}

export interface BroughtBack {
  done: string[];
  refused: { id: string; name: string; code: string; detail: string }[];
}

interface HomePaths {
  "/api/v1/home": {
    get: { responses: { 200: { content: { "application/json": HomeView } } } };
  };
  "/api/v1/deactivations/bring-back": {
    post: {
      requestBody: { content: { "application/json": { since: string } } };
      responses: { 200: { content: { "application/json": BroughtBack } } };
    };
  };
  "/api/v1/deactivations/allow-held": {
    post: { responses: { 200: { content: { "application/json": BroughtBack } } } };
  };
  "/api/v1/deactivations/waiting/{entryId}": {
    post: {
      parameters: { path: { entryId: string } };
      requestBody: { content: { "application/json": { do: "deactivate" | "dismiss" } } };
      responses: { 204: { content?: never } };
    };
  };
}
const client = clientOf<HomePaths>();

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
  return useMutation<BroughtBack | null, ApiFailure, Remedy>({
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
