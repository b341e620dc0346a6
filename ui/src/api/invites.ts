// A one-time invitation, opened by whoever has its link.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer } from "./answer.ts";
import { clientOf } from "./client.ts";
import type { ApiFailure } from "./failure.ts";
import { sessionQuery } from "./session.ts";

export interface Invite {
  user: { displayName: string | null; userName: string; email: string };
  organization: { name: string };
  expiresAt: string;
}

interface InvitePaths {
  "/api/v1/invites/{token}": {
    get: {
      parameters: { path: { token: string } };
      responses: { 200: { content: { "application/json": Invite } } };
    };
    post: {
      parameters: { path: { token: string } };
      requestBody: { content: { "application/json": { password: string } } };
      responses: { 201: { content: { "application/json": unknown } } };
    };
  };
}
const client = clientOf<InvitePaths>();

export const inviteQuery = (token: string) =>
  queryOptions({
    queryKey: ["invite", token],
    queryFn: ({ signal }) =>
      answer(client.GET("/api/v1/invites/{token}", { params: { path: { token } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Sets the first password, which signs in. */
export function useAcceptInvite(token: string) {
  const queries = useQueryClient();
  return useMutation<void, ApiFailure, { password: string }>({
    mutationFn: async (body) => {
      await answer(client.POST("/api/v1/invites/{token}", { params: { path: { token } }, body }));
      await queries.fetchQuery({ ...sessionQuery, staleTime: 0 });
    },
  });
}
