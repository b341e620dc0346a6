import { expect, test } from "vitest";
import { at, dayOf, relative, span } from "./time.ts";

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

test.each([
  [new Date(2026, 10, 23, 0, 1), "Today"],
  [new Date(2026, 10, 22, 23, 59), "Yesterday"],
  [new Date(2026, 10, 21, 23, 59), "21 Nov"],
  [new Date(2025, 4, 3), "3 May 2025"],
])("%s is on %s", (time, words) => {
  expect(dayOf(time, now)).toBe(words);
});

test.each([
  [new Date(2026, 10, 23, 14, 30, 30), "just now"],
  [new Date(2026, 10, 23, 14, 29, 1), "just now"],
  [new Date(2026, 10, 23, 14, 28), "2 min ago"],
  [new Date(2026, 10, 22, 15, 0), "23 h ago"],
  [new Date(2026, 10, 22, 14, 30), "22 Nov, 14:30"],
  [new Date(2026, 10, 23, 15, 0), "15:00"],
  [new Date(2023, 10, 16, 13, 40), "16 Nov 2023"],
])("%s is %s", (time, words) => {
  expect(relative(time, now)).toBe(words);
});
