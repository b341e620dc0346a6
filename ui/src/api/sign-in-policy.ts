// Manage Users with Okta: checking the two values, testing them, and making Okta required.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { newestOf, newestSequence } from "./activity.ts";
import { answer } from "./answer.ts";
import { client } from "./client.ts";
import { connectorQuery } from "./connector.ts";
import type { ApiFailure } from "./failure.ts";
import type { components } from "./schema.ts";
import { signInQuery } from "./session.ts";

type Schemas = components["schemas"];

export interface OktaValues {
  issuer: string;
  clientId: string;
}

export type SignInPolicy = Schemas["SignInPolicy"];
export type Policy = Schemas["SignInValues"];
/** Whom requiring Okta hits. */
export type SignInPreview = Schemas["SignInPreview"];
export type NamedPerson = Schemas["NamedPerson"];

/** The issuer's discovery, read and compared by the server. An answer of a minute ago is good enough. */
export const checkQuery = ({ issuer, clientId }: OktaValues) =>
  queryOptions({
    queryKey: ["sign-in", "check", issuer, clientId],
    queryFn: ({ signal }) =>
      answer(
        client.POST("/api/v1/sign-in/check", { body: { issuer, ...(clientId ? { clientId } : {}) }, signal }),
      ),
    staleTime: 60_000,
    enabled: issuer !== "",
  });

export const policyQuery = queryOptions({
  queryKey: ["sign-in", "policy"],
  queryFn: () => answer(client.GET("/api/v1/sign-in/policy")),
});

/** Counted for an issuer that may not be saved yet: who is linked under another one is not linked under it. */
export const previewQuery = (issuer: string) =>
  queryOptions({
    queryKey: ["sign-in", "preview", issuer],
    queryFn: () => answer(client.GET("/api/v1/sign-in/preview", { params: { query: { issuer } } })),
  });

/** Where a test sign-in leads, and the newest entry of Activity before it: one that passes is after that. */
export interface BegunTest {
  authorizeUrl: string;
  after: number;
}

/** Begins a test sign-in; the browser goes to the address in the answer and comes back to `returnTo`. */
export function useTestSignIn() {
  return useMutation<BegunTest, ApiFailure, OktaValues & { returnTo: string }>({
    mutationFn: async (body) => {
      const after = await newestSequence();
      const { authorizeUrl } = await answer(client.POST("/api/v1/sign-in/test", { body }));
      return { authorizeUrl, after };
    },
  });
}

/**
 * When a test sign-in that was begun after this entry passed. The server tells a test's time for saved values only,
 * so that of unsaved ones is read from Activity. Null: none passed; not asked without a test that was begun.
 */
export const passedTestQuery = (me: string, after: number | null) =>
  queryOptions({
    queryKey: ["sign-in", "tested", me, after],
    queryFn: async ({ signal }) => (await newestOf("sign_in.tested", me, after ?? 0, signal))?.at ?? null,
    enabled: after !== null,
  });

function useRefresh() {
  const queries = useQueryClient();
  return () =>
    Promise.all(
      [policyQuery.queryKey, ["sign-in", "preview"], connectorQuery.queryKey, signInQuery.queryKey].map(
        (queryKey) => queries.invalidateQueries({ queryKey }),
      ),
    );
}

export function useRequireOkta() {
  const refresh = useRefresh();
  return useMutation<SignInPolicy, ApiFailure, OktaValues & { withoutTest: boolean }>({
    mutationFn: (body) => answer(client.PUT("/api/v1/sign-in/policy", { body })),
    onSuccess: refresh,
  });
}

export function useLiftOkta() {
  const refresh = useRefresh();
  return useMutation<unknown, ApiFailure>({
    mutationFn: () => answer(client.DELETE("/api/v1/sign-in/policy")),
    onSuccess: refresh,
  });
}
