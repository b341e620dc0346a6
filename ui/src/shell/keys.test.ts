import { expect, test } from "vitest";
import { keyPressed } from "./keys.ts";

const done: string[] = [];
const keys = {
  "?": () => done.push("help"),
  "g p": () => done.push("people"),
  p: () => done.push("alone"),
};

test("a key that nobody knows does nothing, and ends a row of two", () => {
  expect(keyPressed(keys, "g", "z")).toEqual({ act: null, left: "" });
});

test("the first of two is remembered and does nothing by itself", () => {
  expect(keyPressed(keys, "", "g")).toEqual({ act: null, left: "g" });
});

test("the second of two means both, though it means something alone as well", () => {
  expect(keyPressed(keys, "g", "p").act).toBe(keys["g p"]);
  expect(keyPressed(keys, "", "p").act).toBe(keys.p);
});
