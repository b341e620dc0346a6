// One's own sessions and local password.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer } from "./answer.ts";
import { clientOf } from "./client.ts";
import type { ApiFailure } from "./failure.ts";

export interface OwnSession {
  id: string;
  createdAt: string;
  expiresAt: string;
  method: "okta" | "password";
  surface: "portal" | "app";
  from: string | null;
  lastSeenAt: string | null;
  current: boolean;
}

interface MePaths {
  "/api/v1/me/sessions": {
    get: { responses: { 200: { content: { "application/json": { sessions: OwnSession[] } } } } };
  };
  "/api/v1/me/sessions/{id}": {
    delete: { parameters: { path: { id: string } }; responses: { 204: { content?: never } } };
  };
  "/api/v1/me/password": {
    put: {
      requestBody: { content: { "application/json": { current: string; new: string } } };
      responses: { 204: { content?: never } };
    };
  };
}
const client = clientOf<MePaths>();

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

export function useChangePassword() {
  const queries = useQueryClient();
  return useMutation<unknown, ApiFailure, { current: string; new: string }>({
    mutationFn: (body) => answer(client.PUT("/api/v1/me/password", { body })),
    // Other sessions may have ended with the old one.
    onSuccess: () => queries.invalidateQueries({ queryKey: ownSessionsQuery.queryKey }),
  });
}
