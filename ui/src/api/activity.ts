// Activity: what changed, who did it, what was refused. Pages of older entries, and what is newer by long polling.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { answer } from "./answer.ts";
import { clientOf } from "./client.ts";

export const outcomes = ["changed", "unchanged", "refused", "wrong_passkey", "read", "notice"] as const;
export type Outcome = (typeof outcomes)[number];
export const actorKinds = ["okta", "unknown", "person", "operator", "latchkey"] as const;
export type ActorKind = (typeof actorKinds)[number];

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

export interface Call {
  method: string;
  path: string;
  from: string | null;
  requestId: string;
  /** The last four characters of the passkey that let it in. */
  passkey: string | null;
  status: number;
  micros: number;
}

export interface AttributeChange {
  attribute: string;
  before: Json;
  after: Json;
}

export interface Entry {
  sequence: number;
  id: string;
  at: string;
  lastAt: string;
  count: number;
  actor: { kind: ActorKind; id?: string; name: string };
  action: string;
  target: { kind: string; id: string | null; name: string };
  outcome: Outcome;
  reason: string | null;
  changes: AttributeChange[];
  leftOut: string[];
  call: Call | null;
}

export interface EntryInFull extends Entry {
  request: Json;
  answer: Json;
  related: Entry[];
}

export interface EntryPage {
  entries: Entry[];
  /** What to send as `before` for the older ones; null at the end. */
  next: number | null;
}

/** What the address says is looked for; lists are comma-separated there and in the API. */
export interface ActivityFilters {
  outcome?: string;
  actor?: string;
  kind?: string;
  target?: string;
  q?: string;
  since?: string;
  until?: string;
}

interface ActivityPaths {
  "/api/v1/activity": {
    get: {
      parameters: {
        query?: ActivityFilters & { before?: number; after?: number; wait?: number; limit?: number };
      };
      responses: { 200: { content: { "application/json": EntryPage } } };
    };
  };
  "/api/v1/activity/{id}": {
    get: {
      parameters: { path: { id: string } };
      responses: { 200: { content: { "application/json": EntryInFull } } };
    };
  };
}
const client = clientOf<ActivityPaths>();

const PAGE = 100;
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

/** What is newer than `after`, waited for. `next` is not null where more arrived than one answer holds. */
export async function newerActivity(
  filters: ActivityFilters,
  after: number,
  signal: AbortSignal,
): Promise<EntryPage> {
  const query = { ...filters, after, wait: WAIT_SECONDS, limit: PAGE };
  return answer(client.GET("/api/v1/activity", { params: { query }, signal }));
}

/** The sequence of the newest entry of all; 0 where there is none yet. */
export async function newestSequence(signal: AbortSignal): Promise<number> {
  const { entries } = await answer(
    client.GET("/api/v1/activity", { params: { query: { limit: 1 } }, signal }),
  );
  return entries[0]?.sequence ?? 0;
}

export const entryQuery = (id: string) =>
  queryOptions({
    queryKey: ["activity-entry", id],
    queryFn: async ({ signal }) =>
      answer(client.GET("/api/v1/activity/{id}", { params: { path: { id } }, signal })),
    staleTime: 60_000,
  });
