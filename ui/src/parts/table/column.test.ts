import { expect, test } from "vitest";
import { nextSort, readSort, writeSort } from "./column.ts";

test.each([
  ["name", "name", "-name"],
  ["-name", "name", "name"],
  ["-name", "email", "email"],
])("sorted by %s, a click on %s sorts by %s", (now, by, next) => {
  expect(nextSort(now, by)).toBe(next);
});

test.each(["name", "-name"])("%s is written as it was read", (text) => {
  expect(writeSort(readSort(text))).toBe(text);
});
