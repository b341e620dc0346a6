// A long list that the server sorts and filters, loaded a page at a time around what is in sight.
import { useQueries, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";
import { asFailure } from "./in-words.ts";

export const PAGE_SIZE = 100;
const REST_MS = 15;
/** So many rows before one comes into sight, its page is asked for. */
const AHEAD = 40;
const KEEP_MS = 60_000;
const REFRESH_MS = 20_000;

export interface PageOf<Row> {
  total: number;
  matching: number;
  /** There are more than `matching`: they were not counted further. */
  more?: boolean;
  rows: Row[];
}

export interface Pages<Row> {
  /** Null until the first page is here. */
  counts: { total: number; matching: number; more: boolean } | null;
  rowAt: (index: number) => Row | undefined;
  onShown: (first: number, last: number) => void;
  /** The first page did not come, and there is nothing to show in its place. */
  failure: ReturnType<typeof asFailure> | null;
  /** What is shown belongs to the filters before these. */
  stale: boolean;
  trying: boolean;
  again: () => void;
}

/** `key` names the list with its filters and sort; `fetch` gets the page that begins at `offset`. */
export function usePages<Row>(
  key: readonly unknown[],
  fetch: (offset: number, signal: AbortSignal) => Promise<PageOf<Row>>,
): Pages<Row> {
  const queries = useQueryClient();
  const name = JSON.stringify(key);
  const [shown, setShown] = useState({ name, key });
  const [seen, setSeen] = useState({ first: 0, last: 0 });
  const [asked, setAsked] = useState({ name, first: 0, last: 0 });
  const [counts, setCounts] = useState<Pages<Row>["counts"]>(null);

  // Pages that fly by while scrolling are not asked for: only where one rests.
  const onShown = useCallback((firstRow: number, lastRow: number) => {
    // By the page, not by the row: a row that comes into sight draws nothing anew, and whoever scrolls slowly stays on a
    // page long enough, and reads on without a stop.
    const first = Math.floor(Math.max(0, firstRow - AHEAD) / PAGE_SIZE);
    const last = Math.floor((lastRow + AHEAD) / PAGE_SIZE);
    setSeen((before) => (before.first === first && before.last === last ? before : { first, last }));
  }, []);
  useEffect(() => {
    const timer = setTimeout(() => setAsked((before) => ({ ...before, ...seen })), REST_MS);
    return () => clearTimeout(timer);
  }, [seen]);

  const lastOfAll = Math.max(0, Math.ceil((counts?.matching ?? 0) / PAGE_SIZE) - 1);
  const pages = useMemo(() => {
    // Other filters begin at their first page again.
    const { first, last } = asked.name === name ? asked : { first: 0, last: 0 };
    return Array.from({ length: Math.max(1, Math.min(last, lastOfAll) - first + 1) }, (_, at) => first + at);
  }, [asked, name, lastOfAll]);
  if (asked.name !== name) setAsked({ name, first: 0, last: 0 });

  const results = useQueries({
    queries: pages.map((page) => ({
      queryKey: [...key, page],
      queryFn: ({ signal }: { signal: AbortSignal }) => fetch(page * PAGE_SIZE, signal),
      gcTime: KEEP_MS,
      refetchInterval: REFRESH_MS,
    })),
  });

  const head = results.find(({ data }) => data)?.data;
  if (head && shown.name !== name) setShown({ name, key });
  const current = shown.name === name;
  const more = head?.more ?? false;
  if (head && (counts?.total !== head.total || counts.matching !== head.matching || counts.more !== more))
    setCounts({ total: head.total, matching: head.matching, more });

  // Asked of the cache once a page, not once a row.
  const held = new Map<number, PageOf<Row> | undefined>();
  const pageAt = (page: number) => {
    if (!held.has(page)) held.set(page, queries.getQueryData<PageOf<Row>>([...shown.key, page]));
    return held.get(page);
  };

  const failed = results.find(({ error, data }) => error && !data);
  return {
    counts,
    rowAt: (index) => pageAt(Math.floor(index / PAGE_SIZE))?.rows[index % PAGE_SIZE],
    onShown,
    failure: failed && !(current && counts) ? asFailure(failed.error) : null,
    stale: !current,
    trying: results.some(({ isFetching }) => isFetching),
    again: () => void Promise.all(results.map(({ refetch }) => refetch())),
  };
}
