import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { markPath } from "./Mark.tsx";

test("the mark on the screens is the one in icons/", () => {
  expect(readFileSync("../icons/mark.svg", "utf8")).toContain(`d="${markPath}"`);
});
