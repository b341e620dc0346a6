// JSON as lines of tokens, to be drawn without a highlighter that would need styles of its own.

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

export interface JsonToken {
  kind: "name" | "text" | "number" | "word" | "mark" | "masked";
  text: string;
}

export interface JsonLine {
  depth: number;
  tokens: JsonToken[];
}

/** What the server writes in place of a secret. */
export const MASK = "•••";

const mark = (text: string): JsonToken => ({ kind: "mark", text });

function plain(value: null | boolean | number | string): JsonToken {
  if (value === MASK) return { kind: "masked", text: `"${MASK}"` };
  if (typeof value === "string") return { kind: "text", text: JSON.stringify(value) };
  return { kind: typeof value === "number" ? "number" : "word", text: String(value) };
}

/** The same lines that JSON.stringify with an indent of two makes. */
export function jsonLines(value: Json): JsonLine[] {
  const lines: JsonLine[] = [];
  const write = (it: Json, depth: number, before: JsonToken[], after: JsonToken[]): void => {
    if (it === null || typeof it !== "object") {
      lines.push({ depth, tokens: [...before, plain(it), ...after] });
      return;
    }
    const [open, close] = Array.isArray(it) ? ["[", "]"] : ["{", "}"];
    const members: [JsonToken[], Json][] = Array.isArray(it)
      ? it.map((each) => [[], each])
      : Object.entries(it).map(([name, each]) => [
          [{ kind: "name", text: JSON.stringify(name) }, mark(": ")],
          each,
        ]);
    if (members.length === 0) {
      lines.push({ depth, tokens: [...before, mark(`${open}${close}`), ...after] });
      return;
    }
    lines.push({ depth, tokens: [...before, mark(open)] });
    for (const [at, [name, each]] of members.entries())
      write(each, depth + 1, name, at < members.length - 1 ? [mark(",")] : []);
    lines.push({ depth, tokens: [mark(close), ...after] });
  };
  write(value, 0, [], []);
  return lines;
}
