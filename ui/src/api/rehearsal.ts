// The rehearsal: started, watched step by step, cancelled.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { WAIT_SECONDS } from "./activity.ts";
import { answer } from "./answer.ts";
import { clientOf } from "./client.ts";
import type { ApiFailure } from "./failure.ts";

export const dialects = ["aiw", "oin", "oiw"] as const;
export type Dialect = (typeof dialects)[number];
export type Choice = Dialect | "all";

export interface Exchange {
  method: string;
  path: string;
  status: number | null;
  ms: number;
  sent: unknown;
  received: unknown;
  note: string | null;
}

export type StepState = "waiting" | "running" | "done" | "failed" | "skipped";

export interface Step {
  n: number;
  dialect: Dialect;
  title: string;
  state: StepState;
  sentence: string | null;
  progress: { done: number; of: number } | null;
  micros: number;
  exchanges: Exchange[];
  /** How many calls there were; `exchanges` has the first of them. */
  calls: number;
}

export interface RehearsalView {
  state: "idle" | "running" | "passed" | "failed" | "cancelled";
  dialect: Choice | null;
  users: number | null;
  startedAt: string | null;
  endedAt: string | null;
  of: number;
  steps: Step[];
  /** What to send as `after`. */
  next: number;
}

interface RehearsalPaths {
  "/api/v1/rehearsal": {
    get: {
      parameters: { query?: { after?: number; wait?: number } };
      responses: { 200: { content: { "application/json": RehearsalView } } };
    };
    post: {
      requestBody: { content: { "application/json": { dialect: Choice; users: number } } };
      responses: { 202: { content: { "application/json": { id: string } } } };
    };
    delete: { responses: { 204: { content?: never } } };
  };
}
const client = clientOf<RehearsalPaths>();

export const rehearsalQuery = queryOptions({
  queryKey: ["rehearsal"],
  queryFn: ({ signal }) => answer(client.GET("/api/v1/rehearsal", { signal })),
});

/** What is new since `after`, waited for. */
export const newerSteps = (after: number, signal: AbortSignal): Promise<RehearsalView> =>
  answer(client.GET("/api/v1/rehearsal", { params: { query: { after, wait: WAIT_SECONDS } }, signal }));

/** What is known, with what is new laid over it; another start begins anew. */
export function laidOver(known: RehearsalView, news: RehearsalView): RehearsalView {
  if (news.startedAt !== known.startedAt) return news;
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
