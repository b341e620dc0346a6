// A one-time invitation, opened by whoever has its link.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer } from "./answer.ts";
import { client } from "./client.ts";
import type { ApiFailure } from "./failure.ts";
import type { components } from "./schema.ts";
import { sessionQuery } from "./session.ts";

export type Invite = components["schemas"]["Invite"];

export const inviteQuery = (token: string) =>
  queryOptions({
    queryKey: ["invite", token],
    queryFn: ({ signal }) =>
      answer(client.GET("/api/v1/invites/{token}", { params: { path: { token } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });

/**
 * Sets the first password, which signs in. False: it is set, but nobody is signed in here, since this person may use the
 * app only.
 */
export function useAcceptInvite(token: string) {
  const queries = useQueryClient();
  return useMutation<boolean, ApiFailure, { password: string }>({
    mutationFn: async (body) => {
      await answer(client.POST("/api/v1/invites/{token}", { params: { path: { token } }, body }));
      return (await queries.fetchQuery({ ...sessionQuery, staleTime: 0 })) !== null;
    },
  });
}
