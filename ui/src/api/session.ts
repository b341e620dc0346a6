// Who is signed in, and how that ends.
import { queryOptions, useMutation, useQuery } from "@tanstack/react-query";
import { isSignIn, type SignIn } from "../boot/sign-in.ts";
import { platform } from "../platform/index.ts";
import { client } from "./client.ts";
import { ApiFailure } from "./failure.ts";
import type { paths } from "./schema.ts";

export type SignedIn = paths["/api/v1/session"]["get"]["responses"]["200"]["content"]["application/json"];
export type { SignIn };

const LOST_RETRY_MS = 5_000;
const RECHECK_MS = 60_000;

/** Null: nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async (): Promise<SignedIn | null> => {
    const { data, error, response } = await client.GET("/api/v1/session");
    if (data) return data;
    if (response.status === 401) return null;
    throw ApiFailure.refused(response, error);
  },
  refetchInterval: (query) => (query.state.status === "error" ? LOST_RETRY_MS : RECHECK_MS),
});

export const signInQuery = queryOptions({
  queryKey: ["sign-in"],
  queryFn: async (): Promise<SignIn> => {
    const { data, error, response } = await client.GET("/api/v1/sign-in");
    if (isSignIn(data)) return data;
    throw ApiFailure.refused(response, error);
  },
});

export const useSession = () => useQuery(sessionQuery);
export const useSignIn = () => useQuery(signInQuery);

/** Ends the session, then loads `/` anew: nothing of the person stays in memory. */
export function useSignOut() {
  return useMutation<void, ApiFailure>({
    mutationFn: async () => {
      const { error, response } = await client.DELETE("/api/v1/session");
      // 401: it had ended already, which is what was asked for.
      if (!response.ok && response.status !== 401) throw ApiFailure.refused(response, error);
      platform.leaveTo("/#signed-out");
    },
  });
}
