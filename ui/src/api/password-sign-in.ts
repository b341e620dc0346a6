// Signing in with a local password, which leads to a session or to a second step.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { client } from "./client.ts";
import { ApiFailure } from "./failure.ts";
import { type SecondStep, secondStepOf } from "./second-step.ts";
import { sessionQuery } from "./session.ts";

/** Null: signed in. Else the password is right, and a second step follows. */
export function usePasswordSignIn() {
  const queries = useQueryClient();
  return useMutation<SecondStep | null, ApiFailure, { userName: string; password: string }>({
    mutationFn: async (body) => {
      const { error, response } = await client.POST("/api/v1/session", { body });
      if (!response.ok) {
        const failure = ApiFailure.refused(response, error);
        const step = secondStepOf(failure);
        if (step) return step;
        throw failure;
      }
      await queries.fetchQuery({ ...sessionQuery, staleTime: 0 });
      return null;
    },
  });
}
