import { expect, test } from "vitest";
import { activityFilters, isFiltered, sinceOf } from "./filters.ts";

test("what nobody knows is left out, and what is left is in one order", () => {
  expect(activityFilters({ outcome: "wrong_passkey,nonsense,refused", actor: "nobody", kind: 7 })).toEqual({
    outcome: "refused,wrong_passkey",
  });
});

test("a time that is none, and blanks, are no filter", () => {
  const filters = activityFilters({ since: "yesterday-ish", until: "", q: "   ", target: ["a"] });
  expect(filters).toEqual({});
  expect(isFiltered(filters)).toBe(false);
});

test("a search is trimmed and bounded; a number that the address made of it is text again", () => {
  expect(activityFilters({ q: "  bo  " })).toEqual({ q: "bo" });
  expect(activityFilters({ q: 42 })).toEqual({ q: "42" });
  expect(activityFilters({ q: "x".repeat(1_000) }).q).toHaveLength(200);
});

test("a period is a time to the minute, and a time is itself", () => {
  const now = new Date("2026-11-23T14:02:41.500Z");
  expect(sinceOf("day", now)).toBe("2026-11-22T14:02:00.000Z");
  expect(sinceOf("hour", now)).toBe("2026-11-23T13:02:00.000Z");
  expect(sinceOf("2026-11-23T10:00:00Z", now)).toBe("2026-11-23T10:00:00Z");
  expect(sinceOf(undefined, now)).toBeUndefined();
});
