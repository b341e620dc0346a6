// This server: where it answers, and its backups.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer } from "./answer.ts";
import type { Operation } from "./by-hand.ts";
import { clientOf } from "./client.ts";
import { connectorQuery } from "./connector.ts";
import type { ApiFailure } from "./failure.ts";
import type { ChangeInOkta } from "./organization.ts";

export interface Backup {
  file: string;
  at: string;
  bytes: number;
}

export interface Settings {
  publicUrl: { value: string; from: "flag" | "setting" | "default" };
  listen: string;
  tls: boolean;
  dataDir: string;
  version: string;
  databaseBytes: number;
  startedAt: string;
  sessionHours: number;
  /** Newest first. */
  backups: Backup[];
}

interface Paths {
  "/api/v1/settings": {
    get: Operation<Settings>;
    patch: Operation<Settings & ChangeInOkta, { publicUrl: string }>;
  };
  "/api/v1/backups": { post: Operation<Backup> };
}

const client = clientOf<Paths>();

export const settingsQuery = queryOptions({
  queryKey: ["settings"],
  queryFn: () => answer(client.GET("/api/v1/settings")),
});

export function useSavePublicUrl() {
  const queries = useQueryClient();
  return useMutation<Settings & ChangeInOkta, ApiFailure, string>({
    mutationFn: (publicUrl) => answer(client.PATCH("/api/v1/settings", { body: { publicUrl } })),
    onSuccess: (saved) => {
      queries.setQueryData(settingsQuery.queryKey, saved);
      // SCIM Url and redirect URIs are made of it.
      void queries.invalidateQueries({ queryKey: connectorQuery.queryKey });
    },
  });
}

export function useBackUp() {
  const queries = useQueryClient();
  return useMutation<Backup, ApiFailure>({
    mutationFn: () => answer(client.POST("/api/v1/backups")),
    onSuccess: () => queries.invalidateQueries({ queryKey: settingsQuery.queryKey }),
  });
}
