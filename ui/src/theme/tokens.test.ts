import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

type Theme = "light" | "dark";
const source = readFileSync("src/theme/tokens.css", "utf8");
const tokens = new Map(
  [...source.matchAll(/--lk-([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map((m) => [
    m[1] as string,
    { light: m[2] as string, dark: m[3] as string },
  ]),
);

/** WCAG 2.2, relative luminance. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG 2.2, contrast ratio. */
function contrast(a: string, b: string): number {
  const [hi = 0, lo = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (hi + 0.05) / (lo + 0.05);
}

const grounds = ["canvas", "surface", "sunken", "raised", "selected"];
const TEXT = 4.5;
const SHAPE = 3;

/** What is written or drawn, on what, and the least contrast that it needs. */
const pairs: [string, string[], number][] = [
  ["text", [...grounds, "done-tint", "waiting-tint", "refused-tint"], TEXT],
  ["muted", grounds, TEXT],
  ["faint", grounds, TEXT],
  ["link", [...grounds, "done-tint", "waiting-tint", "refused-tint"], TEXT],
  ["done", [...grounds, "done-tint"], TEXT],
  ["waiting", [...grounds, "waiting-tint"], TEXT],
  ["refused", [...grounds, "refused-tint"], TEXT],
  ["on-accent", ["accent", "accent-hover"], TEXT],
  ["on-danger", ["danger"], TEXT],
  ["edge", grounds, SHAPE],
  ["focus", grounds, SHAPE],
  ["accent", ["canvas", "surface"], SHAPE],
];

describe.each<Theme>(["light", "dark"])("contrast in the %s theme", (theme) => {
  for (const [front, backs, least] of pairs) {
    for (const back of backs) {
      test(`${front} on ${back} is at least ${least}`, () => {
        const a = tokens.get(front);
        const b = tokens.get(back);
        if (!a || !b) throw new Error(`tokens.css has no ${a ? back : front}`);
        expect(contrast(a[theme], b[theme])).toBeGreaterThanOrEqual(least);
      });
    }
  }
});

test("no colour stands outside the pairs, save the hairline, which is decoration", () => {
  const checked = new Set(pairs.flatMap(([front, backs]) => [front, ...backs]));
  expect([...tokens.keys()].filter((name) => !checked.has(name))).toEqual(["line"]);
});

test("index.html paints the first frame in the canvas colours", () => {
  const page = readFileSync("index.html", "utf8");
  const canvas = tokens.get("canvas");
  expect(page).toContain(`background: ${canvas?.light}`);
  expect(page).toContain(`background: ${canvas?.dark}`);
});

test("an address is drawn as it is copied: no ligatures in the fixed-width type", () => {
  const styles = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".css"),
  );
  const drawn = styles.flatMap((file) => [
    ...readFileSync(`src/${file}`, "utf8").matchAll(/font-family: var\(--lk-mono\);\n(.*)/g),
  ]);
  expect(drawn.length).toBeGreaterThan(0);
  expect(drawn.filter(([, next]) => next?.trim() !== "font-variant-ligatures: none;")).toEqual([]);
});
