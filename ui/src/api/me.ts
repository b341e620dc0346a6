// One's own sessions and local password.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer } from "./answer.ts";
import { client } from "./client.ts";
import type { ApiFailure } from "./failure.ts";
import type { components } from "./schema.ts";

export type OwnSession = components["schemas"]["ListedSession"];

export const ownSessionsQuery = queryOptions({
  queryKey: ["me", "sessions"],
  queryFn: async ({ signal }) => (await answer(client.GET("/api/v1/me/sessions", { signal }))).sessions,
});

export function useEndOwnSession() {
  const queries = useQueryClient();
  return useMutation<unknown, ApiFailure, string>({
    mutationFn: (id) => answer(client.DELETE("/api/v1/me/sessions/{id}", { params: { path: { id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ownSessionsQuery.queryKey }),
  });
}

export function useEndOtherSessions() {
  const queries = useQueryClient();
  return useMutation<unknown, ApiFailure>({
    mutationFn: () => answer(client.DELETE("/api/v1/me/sessions")),
    onSettled: () => queries.invalidateQueries({ queryKey: ownSessionsQuery.queryKey }),
  });
}

export function useChangePassword() {
  const queries = useQueryClient();
  return useMutation<unknown, ApiFailure, { current: string; new: string }>({
    mutationFn: (body) => answer(client.PUT("/api/v1/me/password", { body })),
    // Other sessions may have ended with the old one.
    onSuccess: () => queries.invalidateQueries({ queryKey: ownSessionsQuery.queryKey }),
  });
}
