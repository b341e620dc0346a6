import { expect, test } from "vitest";
import { listOf, parseSearch, stringifySearch } from "./url.ts";

test.each(["?q=007", "?q=true", "?q=%7B%7D", "?q=a%26b", "?role=Admin,none&sort=-name"])(
  "%s comes back as it was: no value turns into a number or an object",
  (search) => {
    expect(stringifySearch(parseSearch(search))).toBe(search);
  },
);

test("what is empty leaves the address", () => {
  expect(stringifySearch({ q: "", role: undefined })).toBe("");
});

test.each([
  [undefined, []],
  ["", []],
  ["Admin,", ["Admin"]],
  ["Admin,none", ["Admin", "none"]],
])("%j lists %j", (value, list) => {
  expect(listOf(value)).toEqual(list);
});
