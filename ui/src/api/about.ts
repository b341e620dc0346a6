// What the server is, asked by whoever opens it, and setting it up.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer } from "./answer.ts";
import { client } from "./client.ts";
import type { ApiFailure } from "./failure.ts";
import type { components } from "./schema.ts";
import { sessionQuery } from "./session.ts";

export type About = components["schemas"]["About"];
/** `code` is the one-time code that `serve` printed; the hosting window has a right of its own. */
export type Setup = components["schemas"]["NewInstallation"];

export const aboutQuery = queryOptions({
  queryKey: ["about"],
  queryFn: () => answer(client.GET("/api/v1/about")),
});

/** Makes the organization and its owner, who is signed in afterwards. */
export function useSetUp() {
  const queries = useQueryClient();
  return useMutation<void, ApiFailure, Setup>({
    mutationFn: async (body) => {
      await answer(client.POST("/api/v1/setup", { body }));
      await queries.fetchQuery({ ...sessionQuery, staleTime: 0 });
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: aboutQuery.queryKey }),
  });
}
