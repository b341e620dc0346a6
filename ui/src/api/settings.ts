// This server: where it answers, and its backups.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer } from "./answer.ts";
import { client } from "./client.ts";
import { connectorQuery } from "./connector.ts";
import type { ApiFailure } from "./failure.ts";
import type { components } from "./schema.ts";

type Schemas = components["schemas"];

export type Backup = Schemas["Backup"];
export type Settings = Schemas["Settings"];
type SettingsChanged = Schemas["SettingsChanged"];

export const settingsQuery = queryOptions({
  queryKey: ["settings"],
  queryFn: () => answer(client.GET("/api/v1/settings")),
});

/** It holds from the next start on; until then the old one is served. */
export function useSavePublicUrl() {
  const queries = useQueryClient();
  return useMutation<SettingsChanged, ApiFailure, string>({
    mutationFn: (publicUrl) => answer(client.PATCH("/api/v1/settings", { body: { publicUrl } })),
    onSuccess: (saved) => {
      queries.setQueryData(settingsQuery.queryKey, saved);
      // SCIM Url and redirect URIs are made of it.
      void queries.invalidateQueries({ queryKey: connectorQuery.queryKey });
    },
  });
}

/** How long sessions live, for everyone and at once. */
export function useSaveSessionLifetime() {
  const queries = useQueryClient();
  return useMutation<SettingsChanged, ApiFailure, { sessionHours: number; sessionIdleMinutes: number }>({
    mutationFn: (body) => answer(client.PATCH("/api/v1/settings", { body })),
    onSuccess: (saved) => queries.setQueryData(settingsQuery.queryKey, saved),
  });
}

/** How long the record is kept. What is older goes within the hour. */
export function useSaveKeeping() {
  const queries = useQueryClient();
  return useMutation<SettingsChanged, ApiFailure, { activityDays: number; bodiesDays: number }>({
    mutationFn: (body) => answer(client.PATCH("/api/v1/settings", { body })),
    onSuccess: (saved) => queries.setQueryData(settingsQuery.queryKey, saved),
  });
}

export function useBackUp() {
  const queries = useQueryClient();
  return useMutation<Backup, ApiFailure>({
    mutationFn: () => answer(client.POST("/api/v1/backups")),
    onSuccess: () => queries.invalidateQueries({ queryKey: settingsQuery.queryKey }),
  });
}
