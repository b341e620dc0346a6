// Manage Users with Okta: checking the two values, testing them, and making Okta required.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
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

/** Begins a test sign-in; the browser goes to the address in the answer and comes back to `returnTo`. */
export function useTestSignIn() {
  return useMutation<Schemas["SignInTestStarted"], ApiFailure, OktaValues & { returnTo: string }>({
    mutationFn: (body) => answer(client.POST("/api/v1/sign-in/test", { body })),
  });
}

/** A test sign-in that counts: when it passed, and with whose Okta account. */
export type SignInTested = Schemas["SignInTested"];
export type PassedTest = Schemas["PassedSignInTest"];

/** Whether a test sign-in with exactly these values passed within the hour, saved or not. */
export const testedQuery = ({ issuer, clientId }: OktaValues) =>
  queryOptions({
    queryKey: ["sign-in", "tested", issuer, clientId],
    queryFn: ({ signal }) =>
      answer(client.GET("/api/v1/sign-in/tested", { params: { query: { issuer, clientId } }, signal })),
    enabled: issuer !== "" && clientId !== "",
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
