import { expect, test } from "vitest";
import { type Json, jsonLines } from "./json-lines.ts";

const written = (value: Json) =>
  jsonLines(value)
    .map(({ depth, tokens }) => "  ".repeat(depth) + tokens.map(({ text }) => text).join(""))
    .join("\n");

test.each<[string, Json]>([
  ["null", null],
  ["an empty object in an empty list", [{}]],
  ["text that would end a script", "</script><b>&amp;\u2028\n"],
  ["a deep one", { a: [1, "b", { c: null, d: [] }], e: false, "": "" }],
])("%s reads as JSON.stringify writes it", (_, value) => {
  expect(written(value)).toBe(JSON.stringify(value, null, 2));
});

test("only the server's mask is told as a secret", () => {
  const kinds = jsonLines({ password: "•••", title: "•• •" }).flatMap(({ tokens }) =>
    tokens.filter(({ kind }) => kind === "masked" || kind === "text").map(({ kind }) => kind),
  );
  expect(kinds).toEqual(["masked", "text"]);
});
