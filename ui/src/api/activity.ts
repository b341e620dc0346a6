// Activity: what changed, who did it, what was refused. Pages of older entries, and what is newer by long polling.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { answer } from "./answer.ts";
import { client } from "./client.ts";
import type { components, operations } from "./schema.ts";

/** A value of an entry, of which the description says only that it is JSON. */
export type { Json } from "../parts/json-lines.ts";

type Schemas = components["schemas"];
export type Entry = Schemas["Entry"];
export type EntryInFull = Schemas["OpenedEntry"];
export type EntryPage = Schemas["ActivityPage"];
export type AttributeChange = Schemas["Change"];
export type Outcome = Entry["outcome"];
export type ActorKind = Entry["actor"]["kind"];

export const outcomes = [
  "changed",
  "unchanged",
  "done",
  "refused",
  "wrong_passkey",
  "read",
  "notice",
] as const satisfies readonly Outcome[];
export const actorKinds = [
  "okta",
  "unknown",
  "person",
  "operator",
  "latchkey",
] as const satisfies readonly ActorKind[];

/** What the address says is looked for; lists are comma-separated there and in the API. */
export type ActivityFilters = Pick<
  NonNullable<operations["list_activity"]["parameters"]["query"]>,
  "outcome" | "actor" | "kind" | "target" | "q" | "since" | "until"
>;

export const PAGE = 100;
/** Below the 30 seconds after which proxies commonly hang up. */
export const WAIT_SECONDS = 25;

export const activityQuery = (filters: ActivityFilters) =>
  infiniteQueryOptions({
    queryKey: ["activity", filters],
    queryFn: async ({ pageParam, signal }): Promise<EntryPage> => {
      const query = { ...filters, limit: PAGE, ...(pageParam === null ? {} : { before: pageParam }) };
      return answer(client.GET("/api/v1/activity", { params: { query }, signal }));
    },
    initialPageParam: null as number | null,
    getNextPageParam: (last) => last.next,
    // What is newer arrives by itself; to read the pages again would only move them under the reader.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });

/** What is newer than `after`, waited for: the oldest of it, should more have arrived than one answer holds. */
export async function newerActivity(
  filters: ActivityFilters,
  after: number,
  signal: AbortSignal,
): Promise<EntryPage> {
  const query = { ...filters, after, wait: WAIT_SECONDS, limit: PAGE };
  return answer(client.GET("/api/v1/activity", { params: { query }, signal }));
}

/** The sequence of the newest entry of all; 0 where there is none yet. */
export async function newestSequence(signal?: AbortSignal): Promise<number> {
  const { entries } = await answer(
    client.GET("/api/v1/activity", { params: { query: { limit: 1 } }, ...(signal ? { signal } : {}) }),
  );
  return entries[0]?.sequence ?? 0;
}

/** A call that only read: Activity gathers these by kind and minute, and the last ones are kept in full. */
export type Read = components["schemas"]["Reads"]["reads"][number];

/** As many as the server keeps. */
const READS = 1_000;

export const readsQuery = queryOptions({
  queryKey: ["activity-reads"],
  queryFn: async ({ signal }) =>
    (await answer(client.GET("/api/v1/activity/reads", { params: { query: { limit: READS } }, signal })))
      .reads,
});

export const entryQuery = (id: string) =>
  queryOptions({
    queryKey: ["activity-entry", id],
    queryFn: async ({ signal }) =>
      answer(client.GET("/api/v1/activity/{id}", { params: { path: { id } }, signal })),
    staleTime: 60_000,
  });
