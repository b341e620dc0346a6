// The live list of Activity: pages of what was, and what arrives while one looks.
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useMemo, useReducer, useRef } from "react";
import { type ActivityFilters, activityQuery, type Entry, newerActivity, PAGE } from "../api/activity.ts";
import { asFailure } from "../api/in-words.ts";
import { useLongPoll } from "../api/useLongPoll.ts";
import { emptyFeed, type Feed, type FeedEvent, feedAfter, merge, newest } from "./feed.ts";

/** Why nothing may move: several may be so at once. */
export type Hold = "scrolled" | "focused" | "open";

interface Named {
  of: string;
  feed: Feed;
}

/** What was known of other filters says nothing about these. */
const named = (known: Named, { of, event }: { of: string; event: FeedEvent }): Named => {
  const before = known.of === of ? known.feed : { ...emptyFeed, held: known.feed.held };
  const feed = feedAfter(before, event);
  return feed === known.feed && of === known.of ? known : { of, feed };
};

export function useFeed(filters: ActivityFilters) {
  const of = JSON.stringify(filters);
  const pages = useInfiniteQuery({ ...activityQuery(filters), placeholderData: keepPreviousData });
  const [known, tell] = useReducer(named, { of, feed: emptyFeed });
  const feed = known.of === of ? known.feed : emptyFeed;
  const holds = useRef(new Set<Hold>());
  const read = useMemo(() => pages.data?.pages.flatMap(({ entries }) => entries) ?? [], [pages.data]);
  const entries = useMemo(() => merge(feed.fresh, read), [feed.fresh, read]);

  useLongPoll({
    key: of,
    on: pages.isSuccess && !pages.isPlaceholderData,
    poll: async (signal) => {
      const news = await newerActivity(filters, newest(feed, read), signal);
      // More than an answer holds, after a night's sleep: a gap would be worse than reading anew.
      if (news.entries.length >= PAGE) {
        await pages.refetch();
        tell({ of, event: { type: "read-again" } });
      } else {
        tell({ of, event: { type: "arrived", entries: news.entries } });
      }
    },
  });

  return {
    entries,
    waiting: feed.waiting.length,
    held: feed.held,
    hasOlder: pages.hasNextPage,
    stale: pages.isPlaceholderData,
    loading: pages.isPending,
    failure: pages.isError && read.length === 0 ? asFailure(pages.error) : null,
    olderFailed: pages.isFetchNextPageError,
    trying: pages.isFetching,
    again: () => void pages.refetch(),
    older: () => {
      if (pages.hasNextPage && !pages.isFetching) void pages.fetchNextPage();
    },
    hold: (why: Hold, on: boolean) => {
      if (holds.current.has(why) === on) return;
      if (on) holds.current.add(why);
      else holds.current.delete(why);
      tell({ of, event: { type: "held", held: holds.current.size > 0 } });
    },
    show: () => tell({ of, event: { type: "show" } }),
  };
}

/** The entries beside one in the list: the newer and the older. */
export function neighbours(entries: Entry[], id: string): { newer: string | null; older: string | null } {
  const at = entries.findIndex((entry) => entry.id === id);
  if (at < 0) return { newer: null, older: null };
  return { newer: entries[at - 1]?.id ?? null, older: entries[at + 1]?.id ?? null };
}
