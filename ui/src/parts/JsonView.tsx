import { Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { digits } from "../numbers.ts";
import { texts } from "../texts/index.ts";
import { Copy } from "./Copy.tsx";
import classes from "./JsonView.module.css";
import { type Json, type JsonLine, type JsonToken, jsonLines } from "./json-lines.ts";

/** A body of many operations is thousands of lines; nobody reads past these at once. */
const LINES_AT_ONCE = 400;

/** JSON to read and to copy: a line each member, secrets as the server masked them. `what` names it. */
export function JsonView({ value, what }: { value: unknown; what: string }) {
  const [whole, setWhole] = useState(false);
  const lines = jsonLines(value as Json);
  const shown = whole ? lines : lines.slice(0, LINES_AT_ONCE);
  return (
    <figure className={classes.view} aria-label={what}>
      <div className={classes.copy}>
        <Copy value={JSON.stringify(value, null, 2)} what={what} />
      </div>
      <pre className={classes.json}>
        {shown.map((line, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line has no name but its place.
          <Line key={at} line={line} />
        ))}
      </pre>
      {shown.length < lines.length && (
        <Button variant="subtle" onClick={() => setWhole(true)}>
          {texts.parts.json.showAll(digits(lines.length))}
        </Button>
      )}
    </figure>
  );
}

function Line({ line }: { line: JsonLine }) {
  return (
    <code className={classes.line} style={{ paddingLeft: `${line.depth * 2 + 2}ch` }}>
      {line.tokens.map(drawn)}
      {"\n"}
    </code>
  );
}

function drawn(token: JsonToken, at: number): ReactNode {
  return (
    <span key={`${at}${token.kind}`} data-kind={token.kind}>
      {token.text}
    </span>
  );
}
