// The policies that the pages come with: the desktop window's, the served portal's, and the fake server's, which stands for
// the portal's in the tests.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { policy as fake } from "../fake-server/contract.mjs";

const window: Record<string, string> = JSON.parse(readFileSync("../tauri.conf.json", "utf8")).app.security
  .csp;
const source = readFileSync("../crates/server/src/portal/page.rs", "utf8");
const served = [...source.matchAll(/"(default-src (?:[^"\\]|\\\s+)+)"/g)].map(([, policy = ""]) =>
  policy.replace(/\\\s+/g, ""),
);

test.each([
  [
    "the window's",
    Object.entries(window)
      .map((each) => each.join(" "))
      .join("; "),
  ],
  ["the fake server's", fake("{nonce}")],
  ...served.map((each, at): [string, string] => [`the portal's, number ${at + 1}`, each]),
])("%s policy lets in nothing that stands in a page", (_name, policy) => {
  expect(policy).toContain("default-src");
  expect(policy).not.toMatch(/unsafe-inline|unsafe-eval|unsafe-hashes|data:|blob:|\*/);
});

test("what the tests of the screens run under is what the portal sends", () => {
  expect(served).toContain(fake("{nonce}"));
});
