// Checks with their fixes, and people whom Okta could not provision.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer } from "./answer.ts";
import { clientOf } from "./client.ts";
import type { ApiFailure } from "./failure.ts";

export const checkIds = [
  "credentials",
  "reach",
  "issuer",
  "keys",
  "clock",
  "toolkit",
  "disk",
  "sync_passwords",
  "user_name_format",
  "scheduled_imports",
  "update_attributes",
  "oidc_assignment",
] as const;
export type CheckId = (typeof checkIds)[number];
export type CheckState = "ok" | "warning" | "failed" | "unknown";

export interface Check {
  id: CheckId;
  state: CheckState;
  sentence: string;
  fix: string | null;
  at: string | null;
  entryId: string | null;
}

export interface Unprovisioned {
  who: string;
  attribute: string | null;
  reason: string;
  fix: string;
  at: string;
  attempts: number;
  entryId: string;
  /** When Okta's retry arrived and was done. */
  retriedAt: string | null;
}

export interface Troubles {
  checks: Check[];
  unprovisioned: Unprovisioned[];
}

interface TroubleshootingPaths {
  "/api/v1/troubleshooting": {
    get: { responses: { 200: { content: { "application/json": Troubles } } } };
  };
  "/api/v1/troubleshooting/{id}/check": {
    post: {
      parameters: { path: { id: CheckId } };
      responses: { 200: { content: { "application/json": Check } } };
    };
  };
}
const client = clientOf<TroubleshootingPaths>();

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
