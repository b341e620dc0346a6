// The organization: its name, Company ID, support contact and logo, and the connectors that it may add.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer } from "./answer.ts";
import { client } from "./client.ts";
import { connectorQuery } from "./connector.ts";
import type { ApiFailure } from "./failure.ts";
import { logoQuery } from "./logo.ts";
import type { components } from "./schema.ts";
import { sessionQuery } from "./session.ts";

type Schemas = components["schemas"];

export type Organization = Schemas["OrganizationSetup"];
export type OrganizationEdits = Schemas["OrganizationEdit"];
/** What a change means for Okta: fields to change there, what stays, and until when the old values work. */
export type ChangeInOkta = Schemas["Aftermath"];
export type ConnectorEntry = Schemas["ConnectorListed"];
type ConnectorAdded = Schemas["ConnectorAdded"];

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
              // The document says "string" of a picture; what is sent is the file as it is.
              body: file as unknown as string,
              bodySerializer: (body) => body,
              headers: { "Content-Type": "image/png" },
            })
          : client.DELETE("/api/v1/organization/logo"),
      ),
    onSuccess: (saved) => {
      queries.setQueryData(organizationQuery.queryKey, saved);
      void queries.invalidateQueries({ queryKey: logoQuery.queryKey });
    },
  });
}

/** Adds Okta. What was edited on the page is saved in the same step, or neither is done. */
export function useAddConnector() {
  const queries = useQueryClient();
  return useMutation<ConnectorAdded, ApiFailure, OrganizationEdits>({
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
