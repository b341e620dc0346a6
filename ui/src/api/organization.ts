// The organization: its name, Company ID, support contact and logo, and the connectors that it may add.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer } from "./answer.ts";
import type { Operation } from "./by-hand.ts";
import { clientOf } from "./client.ts";
import { type Connector, connectorQuery } from "./connector.ts";
import type { ApiFailure } from "./failure.ts";
import { sessionQuery } from "./session.ts";

export interface Organization {
  name: string;
  companyId: string;
  supportContact: string | null;
  logo: { url: string; bytes: number; width: number; height: number } | null;
  publicUrl: string;
  createdAt: string;
}

export interface OrganizationEdits {
  name?: string;
  companyId?: string;
  supportContact?: string;
}

/** What a change means for Okta: fields to change there, what stays, and until when the old values work. */
export interface ChangeInOkta {
  changeInOkta: { field: string; from: string; to: string }[];
  stays: string[];
  oldUntil: string | null;
}

export type ConnectorBadge = "not_set_up" | "waiting" | "working" | "refusing" | "suspended";

export interface ConnectorEntry {
  kind: string;
  name: string;
  state: "available" | "added" | "planned";
  badge: ConnectorBadge;
}

interface Paths {
  "/api/v1/organization": {
    get: Operation<Organization>;
    patch: Operation<Organization & ChangeInOkta, OrganizationEdits>;
  };
  "/api/v1/organization/logo": { put: Operation<Organization, Blob>; delete: Operation<Organization> };
  "/api/v1/connectors": {
    get: Operation<ConnectorEntry[]>;
    post: Operation<
      Connector & { password?: string | null },
      { kind: "okta"; organization?: OrganizationEdits }
    >;
  };
}

const client = clientOf<Paths>();

export const organizationQuery = queryOptions({
  queryKey: ["organization"],
  queryFn: () => answer(client.GET("/api/v1/organization")),
});

export const connectorsQuery = queryOptions({
  queryKey: ["connectors"],
  queryFn: () => answer(client.GET("/api/v1/connectors")),
});

/** Saves what was edited; the name in the sidebar and the connector's User Name follow. */
export function useSaveOrganization() {
  const queries = useQueryClient();
  return useMutation<Organization & ChangeInOkta, ApiFailure, OrganizationEdits>({
    mutationFn: (body) => answer(client.PATCH("/api/v1/organization", { body })),
    onSuccess: (saved) => {
      queries.setQueryData(organizationQuery.queryKey, saved);
      void queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
      void queries.invalidateQueries({ queryKey: connectorQuery.queryKey });
    },
  });
}

/** Puts a PNG in the logo's place, or takes the logo out (null). */
export function useSaveLogo() {
  const queries = useQueryClient();
  return useMutation<Organization, ApiFailure, Blob | null>({
    mutationFn: (file) =>
      answer(
        file
          ? client.PUT("/api/v1/organization/logo", {
              body: file,
              bodySerializer: (body) => body,
              headers: { "Content-Type": "image/png" },
            })
          : client.DELETE("/api/v1/organization/logo"),
      ),
    onSuccess: (saved) => queries.setQueryData(organizationQuery.queryKey, saved),
  });
}

/** Adds Okta. What was edited on the page is saved in the same step, or neither is done. */
export function useAddConnector() {
  const queries = useQueryClient();
  return useMutation<Connector & { password?: string | null }, ApiFailure, OrganizationEdits>({
    mutationFn: (organization) =>
      answer(client.POST("/api/v1/connectors", { body: { kind: "okta", organization } })),
    onSuccess: ({ password: _once, ...connector }) => {
      queries.setQueryData(connectorQuery.queryKey, connector);
      void queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
      return Promise.all(
        [organizationQuery, connectorsQuery].map(({ queryKey }) => queries.invalidateQueries({ queryKey })),
      );
    },
  });
}
