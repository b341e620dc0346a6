import { expect, test } from "vitest";
import { at, span } from "./time.ts";

const now = new Date(2026, 10, 23, 14, 30);

test.each([
  [new Date(2026, 10, 23, 9, 5), "09:05"],
  [new Date(2026, 4, 3, 14, 2), "3 May, 14:02"],
  [new Date(2025, 4, 3, 0, 0), "3 May 2025, 00:00"],
])("%s reads %s", (time, words) => {
  expect(at(time, now)).toBe(words);
});

test.each([
  [1, "1 second"],
  [89, "89 seconds"],
  [90, "2 minutes"],
  [121, "3 minutes"],
  [5400, "2 hours"],
])("waiting %i seconds is told as %s: never less than it takes", (seconds, words) => {
  expect(span(seconds)).toBe(words);
});
