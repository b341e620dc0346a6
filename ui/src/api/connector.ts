// The Okta connector: what is copied into Okta, its passkeys, its rules, its checklist, and who can reach it.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer } from "./answer.ts";
import { client } from "./client.ts";
import { ApiFailure } from "./failure.ts";
import type { components } from "./schema.ts";

type Schemas = components["schemas"];

export type Connector = Schemas["Connector"];
export type Passkey = Schemas["Passkey"];
export type Reach = Schemas["Reach"];
export type ReachStep = Schemas["ReachStep"];
/** What an EnterpriseAdmin may set. */
export type ConnectorRules = Pick<Connector, "roleCap" | "matchBy" | "massDeactivation">;

export type Checklist = Schemas["Checklist"];
export type ChecklistStep = Schemas["ChecklistStep"];
export type Way = Checklist["way"];

/** Okta's calls are told by the live activity (OrganizationPage asks for it); only words such as "5 minutes ago" age by themselves. */
const AGES_MS = 60_000;

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
  refetchInterval: (query) => (query.state.data ? AGES_MS : false),
});

/** Derived from Okta's own calls. */
export const checklistQuery = (way: Way) =>
  queryOptions({
    queryKey: ["connector", "okta", "checklist", way],
    queryFn: () => answer(client.GET("/api/v1/connectors/okta/checklist", { params: { query: { way } } })),
    refetchInterval: AGES_MS,
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
    .password ?? null;

export function useRotatePasskey() {
  const queries = useQueryClient();
  return useMutation<Schemas["Rotated"], ApiFailure, number>({
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

/** Walks the way to the public URL from outside in. */
export function useTestReach() {
  const queries = useQueryClient();
  return useMutation<Reach, ApiFailure>({
    mutationFn: () => answer(client.POST("/api/v1/connectors/okta/reach/test")),
    onSuccess: (reach) => queries.setQueryData(reachQuery.queryKey, reach),
  });
}
