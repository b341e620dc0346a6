// Manage Users with Okta: checking the two values, testing them, and making Okta required.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer } from "./answer.ts";
import type { Operation } from "./by-hand.ts";
import { clientOf } from "./client.ts";
import { connectorQuery } from "./connector.ts";
import type { ApiFailure } from "./failure.ts";
import { signInQuery } from "./session.ts";

export interface OktaValues {
  issuer: string;
  clientId: string;
}

export interface CheckedIssuer {
  issuer: string;
  authorizationEndpoint: string;
  ok: boolean;
  sentence: string;
}

export interface Policy extends OktaValues {
  savedAt: string;
  testedAt: string | null;
}

export interface SignInPolicy {
  policy: Policy | null;
  /** When a test sign-in last passed. */
  testedAt: string | null;
}

interface Person {
  id: string;
  name: string;
  accessRole: string | null;
}

/** Whom requiring Okta hits. */
export interface SignInPreview {
  linked: number;
  willLink: number;
  appAccessOnly: number;
  lockedOut: (Person & { reason: string })[];
  notInOkta: Person[];
  /** Who keeps a local password for the day that the requirement is lifted. */
  owner: Person | null;
}

interface Paths {
  "/api/v1/sign-in/check": { post: Operation<CheckedIssuer, { issuer: string; clientId?: string }> };
  "/api/v1/sign-in/test": { post: Operation<{ authorizeUrl: string }, OktaValues & { returnTo: string }> };
  "/api/v1/sign-in/policy": {
    get: Operation<SignInPolicy>;
    put: Operation<SignInPolicy, OktaValues & { withoutTest: boolean }>;
    delete: Operation<unknown>;
  };
  "/api/v1/sign-in/preview": { get: Operation<SignInPreview> };
}

const client = clientOf<Paths>();

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

export const previewQuery = queryOptions({
  queryKey: ["sign-in", "preview"],
  queryFn: () => answer(client.GET("/api/v1/sign-in/preview")),
});

/** Begins a test sign-in; the browser goes to the address in the answer and comes back to `returnTo`. */
export function useTestSignIn() {
  return useMutation<{ authorizeUrl: string }, ApiFailure, OktaValues & { returnTo: string }>({
    mutationFn: (body) => answer(client.POST("/api/v1/sign-in/test", { body })),
  });
}

function useRefresh() {
  const queries = useQueryClient();
  return () =>
    Promise.all(
      [policyQuery, previewQuery, connectorQuery, signInQuery].map(({ queryKey }) =>
        queries.invalidateQueries({ queryKey }),
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
