import { Button } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { Check, CopyIcon } from "lucide-react";
import type { ReactNode } from "react";
import { texts } from "../texts/index.ts";
import { Breakable } from "./Breakable.tsx";
import classes from "./CopyRow.module.css";

/**
 * A value to paste elsewhere: our word for it, the other side's field name muted, the value, and Copy.
 * `shown` stands for a value that is not to be seen; `children` go below it.
 */
export function CopyRow({
  name,
  theirName,
  value,
  shown,
  stacked = false,
  children,
}: {
  name: string;
  theirName?: string;
  value: string;
  shown?: ReactNode;
  /** The value on a line of its own: where room is short and the value long. */
  stacked?: boolean;
  children?: ReactNode;
}) {
  const clipboard = useClipboard({ timeout: 2000 });
  return (
    <div className={classes.row} data-stacked={stacked || undefined}>
      <div className={classes.names}>
        <span className={classes.name}>{name}</span>
        {theirName && <span className={classes.theirs}>{theirName}</span>}
      </div>
      <div className={classes.value}>
        <code>{shown ?? <Breakable value={value} />}</code>
        {children}
      </div>
      <Button
        aria-label={texts.parts.copyWhat(name)}
        onClick={() => clipboard.copy(value)}
        leftSection={clipboard.copied ? <Check size={14} aria-hidden /> : <CopyIcon size={14} aria-hidden />}
        className={classes.copy ?? ""}
      >
        {clipboard.copied ? texts.copied : texts.copy}
      </Button>
      <span role="status" className="hidden-text">
        {clipboard.copied ? texts.copied : ""}
      </span>
    </div>
  );
}
