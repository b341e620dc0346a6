// What the live list shows: pages that were read, what arrived since, and what waits while somebody reads.
import type { Entry } from "../api/activity.ts";

export interface Feed {
  /** Arrived since the pages were read, and on show. The newest first. */
  fresh: Entry[];
  /** Arrived while the list is held still. The newest first. */
  waiting: Entry[];
  /** Somebody reads: nothing may move under them. */
  held: boolean;
}

export const emptyFeed: Feed = { fresh: [], waiting: [], held: false };

export type FeedEvent =
  | { type: "arrived"; entries: Entry[] }
  | { type: "held"; held: boolean }
  | { type: "show" }
  | { type: "read-again" };

/** Each entry once, the newest first. Of two tellings of one entry (a gathered one grows) the earlier list's counts. */
export function merge(newer: Entry[], older: Entry[]): Entry[] {
  if (newer.length === 0) return older;
  const known = new Set(newer.map((entry) => entry.id));
  return [...newer, ...older.filter((entry) => !known.has(entry.id))].sort((a, b) => b.sequence - a.sequence);
}

export function feedAfter(feed: Feed, event: FeedEvent): Feed {
  switch (event.type) {
    case "arrived":
      if (event.entries.length === 0) return feed;
      return feed.held
        ? { ...feed, waiting: merge(event.entries, feed.waiting) }
        : { ...feed, fresh: merge(event.entries, feed.fresh) };
    case "held":
      if (event.held === feed.held) return feed;
      return event.held ? { ...feed, held: true } : shown(feed, false);
    case "show":
      return shown(feed, feed.held);
    case "read-again":
      return { ...emptyFeed, held: feed.held };
  }
}

function shown(feed: Feed, held: boolean): Feed {
  return { fresh: merge(feed.waiting, feed.fresh), waiting: [], held };
}

/** The newest sequence of all that is known, from which the next question asks on. */
export function newest(feed: Feed, pages: Entry[]): number {
  return Math.max(0, feed.waiting[0]?.sequence ?? 0, feed.fresh[0]?.sequence ?? 0, pages[0]?.sequence ?? 0);
}
