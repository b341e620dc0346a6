// The rehearsal: started, watched step by step, cancelled.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { WAIT_SECONDS } from "./activity.ts";
import { answer } from "./answer.ts";
import { client } from "./client.ts";
import type { ApiFailure } from "./failure.ts";
import type { components } from "./schema.ts";

type Schemas = components["schemas"];
export type Choice = Schemas["NewRehearsal"]["dialect"];
export type RehearsalView = Schemas["Rehearsal"];
export type Step = Schemas["RehearsalStep"];
export type StepState = Step["state"];
export type Exchange = Schemas["Exchange"];

/** How Okta speaks, by the kind of app. */
export const dialects = ["aiw", "oin", "oiw"] as const satisfies readonly Choice[];

/** The server tells what was chosen in its own word; another version may know more of them. */
export const isChoice = (word: string | null): word is Choice =>
  word === "all" || dialects.some((dialect) => dialect === word);

export const rehearsalQuery = queryOptions({
  queryKey: ["rehearsal"],
  queryFn: ({ signal }) => answer(client.GET("/api/v1/rehearsal", { signal })),
});

/** What is new since `after`, waited for. */
export const newerSteps = (after: number, signal: AbortSignal): Promise<RehearsalView> =>
  answer(client.GET("/api/v1/rehearsal", { params: { query: { after, wait: WAIT_SECONDS } }, signal }));

/** What is known, with what is new laid over it; another start begins anew. */
export function laidOver(known: RehearsalView, news: RehearsalView): RehearsalView {
  if (news.id !== known.id) return news;
  const steps = new Map(known.steps.map((step) => [step.n, step]));
  for (const step of news.steps) steps.set(step.n, step);
  return { ...news, steps: [...steps.values()].sort((a, b) => a.n - b.n) };
}

export function useStartRehearsal() {
  const queries = useQueryClient();
  return useMutation<unknown, ApiFailure, { dialect: Choice; users: number }>({
    mutationFn: (body) => answer(client.POST("/api/v1/rehearsal", { body })),
    // Also after a refusal: one may be running that another admin started.
    onSettled: () => queries.refetchQueries({ queryKey: rehearsalQuery.queryKey }),
  });
}

export function useCancelRehearsal() {
  const queries = useQueryClient();
  return useMutation<unknown, ApiFailure>({
    mutationFn: () => answer(client.DELETE("/api/v1/rehearsal")),
    onSettled: () => queries.refetchQueries({ queryKey: rehearsalQuery.queryKey }),
  });
}
