// Second factors of somebody who is signed in, and what an admin does about those of others.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer } from "./answer.ts";
import { client } from "./client.ts";
import type { ApiFailure } from "./failure.ts";
import type { components } from "./schema.ts";
import type { Confirmation } from "./second-step.ts";

export type SecondFactors = components["schemas"]["SecondFactors"];
export type SignInPasskey = components["schemas"]["SignInPasskey"];
export type TotpEnrolment = components["schemas"]["TotpEnrolment"];

export const ownSecondFactorsQuery = queryOptions({
  queryKey: ["me", "second-factor"],
  queryFn: ({ signal }) => answer(client.GET("/api/v1/me/second-factor", { signal })),
});

export const secondFactorsQuery = (id: string) =>
  queryOptions({
    queryKey: ["users", "second-factor", id],
    queryFn: ({ signal }) =>
      answer(client.GET("/api/v1/users/{id}/second-factor", { params: { path: { id } }, signal })),
  });

export const beginOwnTotp = (password: string) =>
  answer(client.POST("/api/v1/me/second-factor/totp", { body: { password } }));

export const beginOwnPasskey = () => answer(client.POST("/api/v1/me/second-factor/passkeys"));

/** A change to one's own: afterwards they are asked anew. */
function useChange<Asked, Answer>(change: (asked: Asked) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation<Answer, ApiFailure, Asked>({
    mutationFn: change,
    onSettled: () => queries.invalidateQueries({ queryKey: ownSecondFactorsQuery.queryKey }),
  });
}

/** Confirms what was begun; gives the recovery codes that come with the first second factor. */
export const useConfirmOwn = () =>
  useChange(async ({ enrolment, ...confirmation }: Confirmation & { enrolment: string }) => {
    const body = { enrolment, ...confirmation };
    const { recoveryCodes } = await answer(client.POST("/api/v1/me/second-factor/enrolments", { body }));
    return recoveryCodes;
  });

export type Run = <Result>(act: () => Promise<Result>) => Promise<Result>;
const byId = (id: string) => ({ params: { path: { id } } });

export const useRenamePasskey = (run: Run) =>
  useChange(({ id, name }: { id: string; name: string }) =>
    run(() =>
      answer(client.PATCH("/api/v1/me/second-factor/passkeys/{id}", { ...byId(id), body: { name } })),
    ),
  );

/** Removes a passkey; null is the authenticator app. */
export const useRemoveOwn = (run: Run) =>
  useChange((id: string | null) =>
    run(() =>
      id === null
        ? answer(client.DELETE("/api/v1/me/second-factor/totp"))
        : answer(client.DELETE("/api/v1/me/second-factor/passkeys/{id}", byId(id))),
    ),
  );

export const useMakeRecoveryCodes = (run: Run) =>
  useChange(() =>
    run(
      async () => (await answer(client.POST("/api/v1/me/second-factor/recovery-codes"))).recoveryCodes ?? [],
    ),
  );

export function useResetSecondFactors(run: Run) {
  const queries = useQueryClient();
  return useMutation<unknown, ApiFailure, string>({
    mutationFn: (id) => run(() => answer(client.DELETE("/api/v1/users/{id}/second-factor", byId(id)))),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["users"] }),
  });
}
