// Every text is said somewhere: what no screen shows is an old sentence, or one that somebody forgot to show.
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { texts } from "./index.ts";

const files = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((name) => /\.tsx?$/.test(name) && !/(^texts\/|\.test\.tsx?$)/.test(name))
  .map((name) => readFileSync(`src/${name}`, "utf8"));

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Every text below `value`, by its names: "people.bulk.clear". */
const below = (value: unknown, path: string): string[] =>
  isObject(value) ? Object.entries(value).flatMap(([name, it]) => below(it, `${path}.${name}`)) : [path];

/** What a chain of names leads to from `value`: a text, or all below where the chain stops before one. */
function said(value: unknown, path: string, [name, ...rest]: string[]): string[] {
  if (!isObject(value) || name === undefined) return below(value, path);
  if (name !== CHOSEN) return name in value ? said(value[name], `${path}.${name}`, rest) : below(value, path);
  const named = Object.entries(value).filter(
    ([, it]) => isObject(it) && rest[0] !== undefined && rest[0] in it,
  );
  return named.length === 0
    ? below(value, path)
    : named.flatMap(([own, it]) => said(it, `${path}.${own}`, rest));
}

const at = (path: string) =>
  path
    .split(".")
    .slice(1)
    .reduce<unknown>((value, name) => (isObject(value) ? value[name] : undefined), texts);

/** In a chain: whatever is there, since it is chosen while the app runs. */
const CHOSEN = "[]";
const NAMES = String.raw`((?:\s*\??\.\s*\w+)*)`;
const CHAIN = String.raw`((?:\s*\??\.\s*\w+|\[[^\]]*\])*)`;
const namesOf = (chain: string) =>
  chain.match(/\w+(?![^[]*\])|\[/g)?.map((it) => (it === "[" ? CHOSEN : it)) ?? [];

/** The texts that one file says. `const say = texts.people;` is another name for a part of them, and says nothing yet. */
function saidIn(source: string): string[] {
  const known = new Map([["texts", "texts"]]);
  let rest = source;
  for (let found = true; found; ) {
    found = false;
    for (const [name, path] of [...known]) {
      rest = rest.replace(
        new RegExp(String.raw`const (\w+|\{[\w\s,:]+\}) = ${name}${NAMES};`, "g"),
        (_, as: string, chain: string) => {
          found = true;
          const to = [path, ...namesOf(chain)].join(".");
          if (!as.startsWith("{")) known.set(as, to);
          else
            for (const part of as.slice(1, -1).split(",")) {
              const [from = "", own = from] = part.split(":").map((word) => word.trim());
              if (from) known.set(own, `${to}.${from}`);
            }
          return "";
        },
      );
    }
  }
  return [...known].flatMap(([name, path]) =>
    [...rest.matchAll(new RegExp(String.raw`(?<![\w.])${name}\b${CHAIN}`, "g"))].flatMap(([, chain = ""]) =>
      // An import of the name says nothing.
      name === "texts" && chain === "" ? [] : said(at(path), path, namesOf(chain)),
    ),
  );
}

test("every text is used by something", () => {
  const used = new Set(files.flatMap(saidIn));
  expect(below(texts, "texts").filter((path) => !used.has(path))).toEqual([]);
});
