import { describe, expect, test } from "vitest";
import type { Entry } from "../api/activity.ts";
import { emptyFeed, type Feed, type FeedEvent, feedAfter, merge, newest } from "./feed.ts";

const entry = (sequence: number, over: Partial<Entry> = {}): Entry => ({
  sequence,
  id: `id-${sequence}`,
  at: "2026-11-23T14:02:00.000Z",
  lastAt: "2026-11-23T14:02:00.000Z",
  count: 1,
  actor: { kind: "okta", id: null, name: "Okta" },
  action: "user.updated",
  target: { kind: "user", id: "u1", name: "Bo Lind" },
  outcome: "changed",
  reason: null,
  changes: [],
  leftOut: [],
  call: null,
  ...over,
});
const fed = (events: FeedEvent[]): Feed => events.reduce(feedAfter, emptyFeed);
const sequences = (entries: Entry[]) => entries.map((each) => each.sequence);

describe("merging", () => {
  test("an entry that is told twice is there once, as the newer list tells it", () => {
    const grown = entry(7, { count: 37 });
    const merged = merge([grown], [entry(9), entry(7, { count: 2 }), entry(5)]);
    expect(sequences(merged)).toEqual([9, 7, 5]);
    expect(merged[1]?.count).toBe(37);
  });

  test("a gathered entry that moved up keeps its id and takes its new place", () => {
    const moved = { ...entry(3), sequence: 12 };
    expect(sequences(merge([moved], [entry(9), entry(3)]))).toEqual([12, 9]);
  });
});

describe("the feed", () => {
  test("nothing moves while it is held, and all is there once it is let go", () => {
    const held = fed([
      { type: "arrived", entries: [entry(2)] },
      { type: "held", held: true },
      { type: "arrived", entries: [entry(4), entry(3)] },
    ]);
    expect(sequences(held.fresh)).toEqual([2]);
    expect(sequences(held.waiting)).toEqual([4, 3]);
    const let_go = feedAfter(held, { type: "held", held: false });
    expect(sequences(let_go.fresh)).toEqual([4, 3, 2]);
    expect(let_go.waiting).toEqual([]);
  });

  test("to show what waits leaves the list held", () => {
    const feed = fed([
      { type: "held", held: true },
      { type: "arrived", entries: [entry(4)] },
      { type: "show" },
    ]);
    expect(sequences(feed.fresh)).toEqual([4]);
    expect(feed.held).toBe(true);
  });

  test("an empty answer changes nothing, so that nothing is drawn again", () => {
    expect(feedAfter(emptyFeed, { type: "arrived", entries: [] })).toBe(emptyFeed);
    expect(feedAfter(emptyFeed, { type: "held", held: false })).toBe(emptyFeed);
  });

  test("the next question asks from the newest that is known, waiting ones included", () => {
    expect(newest(emptyFeed, [])).toBe(0);
    expect(newest(emptyFeed, [entry(8), entry(7)])).toBe(8);
    const feed = fed([
      { type: "held", held: true },
      { type: "arrived", entries: [entry(11)] },
    ]);
    expect(newest(feed, [entry(8)])).toBe(11);
  });
});
