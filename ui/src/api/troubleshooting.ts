// Checks with their fixes, and people whom Okta could not provision.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer } from "./answer.ts";
import { client } from "./client.ts";
import type { ApiFailure } from "./failure.ts";
import type { components } from "./schema.ts";

type Schemas = components["schemas"];
export type Troubles = Schemas["Troubleshooting"];
export type Check = Schemas["Check"];
export type CheckId = Check["id"];
export type CheckState = Check["state"];
export type Unprovisioned = Schemas["Unprovisioned"];

export const troublesQuery = queryOptions({
  queryKey: ["troubleshooting"],
  queryFn: ({ signal }) => answer(client.GET("/api/v1/troubleshooting", { signal })),
});

/** Does every check again, each for itself: a slow one holds up no other. */
export function useCheckAll() {
  const queries = useQueryClient();
  return useMutation<unknown, ApiFailure, CheckId[]>({
    mutationFn: (ids) =>
      Promise.allSettled(
        ids.map((id) =>
          answer(client.POST("/api/v1/troubleshooting/{id}/check", { params: { path: { id } } })),
        ),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: troublesQuery.queryKey }),
  });
}

/** Does one check again and puts what it found in its place. */
export function useCheckAgain() {
  const queries = useQueryClient();
  return useMutation<Check, ApiFailure, CheckId>({
    mutationFn: (id) =>
      answer(client.POST("/api/v1/troubleshooting/{id}/check", { params: { path: { id } } })),
    onSuccess: (found) =>
      queries.setQueryData(
        troublesQuery.queryKey,
        (troubles) =>
          troubles && {
            ...troubles,
            checks: troubles.checks.map((check) => (check.id === found.id ? found : check)),
          },
      ),
  });
}
