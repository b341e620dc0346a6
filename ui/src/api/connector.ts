// The Okta connector: what is copied into Okta, its passkeys, its rules, its checklist, and who can reach it.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer } from "./answer.ts";
import type { Operation } from "./by-hand.ts";
import { clientOf } from "./client.ts";
import { ApiFailure } from "./failure.ts";
import type { ConnectorBadge } from "./organization.ts";

export interface Passkey {
  id: string;
  lastFour: string;
  createdAt: string;
  lastUsedAt: string | null;
  /** When its grace period ends; null for the current one. */
  expiresAt: string | null;
}

export interface ConnectorRules {
  roleCap: string | null;
  matchBy: "externalId" | "userName";
  massDeactivation: { percent: number; least: number; hold: boolean };
}

export interface Connector extends ConnectorRules {
  kind: "okta";
  addedAt: string;
  badge: ConnectorBadge;
  lastCallAt: string | null;
  scimUrl: string;
  userName: string;
  passkeys: Passkey[];
  /** Where the clear passkey rests: with "once" it cannot be shown again. */
  keeps: "keychain" | "file" | "once";
  loginRedirectUris: string[];
  signIn: { issuer: string; clientId: string; savedAt: string; testedAt: string | null } | null;
}

export type Way = "two" | "one";
export type StepState = "todo" | "waiting" | "done" | "refused" | "not_seen";

export interface ChecklistStep {
  id: string;
  title: string;
  /** Okta's menu path. */
  where: string;
  text: string;
  values: { label: string; value: string }[];
  state: StepState;
  at: string | null;
  /** The call that proves the state. */
  entryId: string | null;
  sentence: string | null;
}

export interface Checklist {
  way: Way;
  steps: ChecklistStep[];
  done: number;
  of: number;
}

export interface Reach {
  state: "public" | "agent" | "not_yet";
  publicUrl: string;
  sentence: string;
  lastExternalCallAt: string | null;
}

interface Id {
  id: string;
}

interface Paths {
  "/api/v1/connectors/okta": {
    get: Operation<Connector>;
    patch: Operation<Connector, Partial<ConnectorRules>>;
    delete: Operation<undefined>;
  };
  "/api/v1/connectors/okta/passkeys": {
    post: Operation<{ password: string | null; passkeys: Passkey[] }, { graceSeconds: number }>;
  };
  "/api/v1/connectors/okta/passkeys/{id}/reveal": {
    post: Operation<{ password: string | null }, undefined, undefined, Id>;
  };
  "/api/v1/connectors/okta/passkeys/{id}": { delete: Operation<unknown, undefined, undefined, Id> };
  "/api/v1/connectors/okta/checklist": { get: Operation<Checklist, undefined, { way: Way }> };
  "/api/v1/connectors/okta/reach": { get: Operation<Reach> };
  "/api/v1/connectors/okta/reach/test": { post: Operation<Reach> };
}

const client = clientOf<Paths>();
const LIVE_MS = 4_000;

/** Null while no Okta connector is added. */
export const connectorQuery = queryOptions({
  queryKey: ["connector", "okta"],
  queryFn: async (): Promise<Connector | null> => {
    try {
      return await answer(client.GET("/api/v1/connectors/okta"));
    } catch (failure) {
      if (failure instanceof ApiFailure && failure.status === 404) return null;
      throw failure;
    }
  },
  refetchInterval: (query) => (query.state.data ? LIVE_MS : false),
});

/** Derived from Okta's own calls, so it is asked again and again while it is looked at. */
export const checklistQuery = (way: Way) =>
  queryOptions({
    queryKey: ["connector", "okta", "checklist", way],
    queryFn: () => answer(client.GET("/api/v1/connectors/okta/checklist", { params: { query: { way } } })),
    refetchInterval: LIVE_MS,
  });

export const reachQuery = queryOptions({
  queryKey: ["connector", "okta", "reach"],
  queryFn: () => answer(client.GET("/api/v1/connectors/okta/reach")),
});

export function useSaveRules() {
  const queries = useQueryClient();
  return useMutation<Connector, ApiFailure, Partial<ConnectorRules>>({
    mutationFn: (body) => answer(client.PATCH("/api/v1/connectors/okta", { body })),
    onSuccess: (saved) => queries.setQueryData(connectorQuery.queryKey, saved),
  });
}

export function useRemoveConnector() {
  const queries = useQueryClient();
  return useMutation<unknown, ApiFailure>({
    mutationFn: () => answer(client.DELETE("/api/v1/connectors/okta")),
    onSuccess: () => {
      queries.setQueryData(connectorQuery.queryKey, null);
      return queries.invalidateQueries();
    },
  });
}

/** The clear passkey, once. It is handed to who asked and kept nowhere. */
export const revealPasskey = async (id: string): Promise<string | null> =>
  (await answer(client.POST("/api/v1/connectors/okta/passkeys/{id}/reveal", { params: { path: { id } } })))
    .password;

export function useRotatePasskey() {
  const queries = useQueryClient();
  return useMutation<{ password: string | null; passkeys: Passkey[] }, ApiFailure, number>({
    mutationFn: (graceSeconds) =>
      answer(client.POST("/api/v1/connectors/okta/passkeys", { body: { graceSeconds } })),
    // A mutation's answer stays in memory until the next one: the passkey must not.
    gcTime: 0,
    onSuccess: () => queries.invalidateQueries({ queryKey: connectorQuery.queryKey }),
  });
}

export function useRetirePasskey() {
  const queries = useQueryClient();
  return useMutation<unknown, ApiFailure, string>({
    mutationFn: (id) =>
      answer(client.DELETE("/api/v1/connectors/okta/passkeys/{id}", { params: { path: { id } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: connectorQuery.queryKey }),
  });
}

/** Resolves and fetches the public URL from the server. */
export function useTestReach() {
  const queries = useQueryClient();
  return useMutation<Reach, ApiFailure>({
    mutationFn: () => answer(client.POST("/api/v1/connectors/okta/reach/test")),
    onSuccess: (reach) => queries.setQueryData(reachQuery.queryKey, reach),
  });
}
