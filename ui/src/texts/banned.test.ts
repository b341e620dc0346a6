import { readdirSync, readFileSync } from "node:fs";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { en } from "./en/index.ts";

const BANNED =
  /\b(errors?|invalid|oops|please|success(fully)?|sorry|unable|uh-oh|whoops|illegal|bad request)\b/i;

/** Every sentence below `value`; one that takes values is called with stand-ins. */
function sentences(value: unknown, path: string): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value === "function") return [[path, String(value("x", "x", "x"))]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => sentences(child, `${path}.${key}`));
}

const all = sentences(en, "texts");

test("no text blames, apologizes or says a banned word", () => {
  expect(all.filter(([, text]) => BANNED.test(text))).toEqual([]);
});

test("no text shouts or is empty", () => {
  expect(all.filter(([, text]) => text.trim() === "" || text.includes("!"))).toEqual([]);
});

describe("no sentence hides in a component", () => {
  const files = readdirSync("src", { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".tsx") && !file.endsWith(".test.tsx"),
  );
  const spoken = new Set(["aria-label", "label", "title", "placeholder", "alt", "description"]);

  test.each(files)("%s", (file) => {
    const tree = ts.createSourceFile(file, readFileSync(`src/${file}`, "utf8"), ts.ScriptTarget.Latest, true);
    const found: string[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isJsxText(node) && /\p{L}/u.test(node.text)) found.push(node.text.trim());
      if (ts.isJsxAttribute(node) && spoken.has(node.name.getText()) && node.initializer) {
        if (ts.isStringLiteral(node.initializer) && /\p{L}/u.test(node.initializer.text))
          found.push(node.initializer.text);
      }
      ts.forEachChild(node, visit);
    };
    visit(tree);
    expect(found).toEqual([]);
  });
});
