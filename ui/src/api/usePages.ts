// A long list that the server sorts and filters, loaded a page at a time around what is in sight.
import { useQueries, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";
import { asFailure } from "./in-words.ts";

export const PAGE_SIZE = 100;
const REST_MS = 60;
const KEEP_MS = 60_000;
const REFRESH_MS = 20_000;

export interface PageOf<Row> {
  total: number;
  matching: number;
  rows: Row[];
}

export interface Pages<Row> {
  /** Null until the first page is here. */
  counts: { total: number; matching: number } | null;
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
  const [shown, setShown] = useState({ name, key, first: 0, last: 0 });
  const [asked, setAsked] = useState({ name, first: 0, last: 0 });

  // Pages that fly by while scrolling are not asked for: only where one rests.
  const onShown = useCallback(
    (first: number, last: number) =>
      setShown((before) =>
        before.first === first && before.last === last ? before : { ...before, first, last },
      ),
    [],
  );
  const firstPage = Math.floor(shown.first / PAGE_SIZE);
  const lastPage = Math.floor(shown.last / PAGE_SIZE);
  // By the page, not by the row: whoever scrolls slowly stays on one long enough, and reads on without a stop.
  useEffect(() => {
    const timer = setTimeout(
      () => setAsked((before) => ({ ...before, first: firstPage * PAGE_SIZE, last: lastPage * PAGE_SIZE })),
      REST_MS,
    );
    return () => clearTimeout(timer);
  }, [firstPage, lastPage]);

  const pages = useMemo(() => {
    // Other filters begin at their first page again.
    const { first, last } = asked.name === name ? asked : { first: 0, last: 0 };
    const from = Math.floor(first / PAGE_SIZE);
    return Array.from({ length: Math.floor(last / PAGE_SIZE) - from + 1 }, (_, at) => from + at);
  }, [asked, name]);
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
  if (head && shown.name !== name) setShown((before) => ({ ...before, name, key }));
  const current = shown.name === name;
  const [counts, setCounts] = useState<Pages<Row>["counts"]>(null);
  if (head && (counts?.total !== head.total || counts.matching !== head.matching))
    setCounts({ total: head.total, matching: head.matching });

  const failed = results.find(({ error, data }) => error && !data);
  return {
    counts,
    rowAt: (index) =>
      queries.getQueryData<PageOf<Row>>([...shown.key, Math.floor(index / PAGE_SIZE)])?.rows[
        index % PAGE_SIZE
      ],
    onShown,
    failure: failed && !(current && counts) ? asFailure(failed.error) : null,
    stale: !current,
    trying: results.some(({ isFetching }) => isFetching),
    again: () => void Promise.all(results.map(({ refetch }) => refetch())),
  };
}
