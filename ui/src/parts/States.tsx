// The states that a view has besides its full one: loading, empty at first, empty by filter, failed, not yours.
// (The server being lost is the shell's banner.)
import { Button, Skeleton } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { CircleAlert, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import type { ApiFailure } from "../api/failure.ts";
import { asFailure, inWords } from "../api/in-words.ts";
import { texts } from "../texts/index.ts";
import { Copy } from "./Copy.tsx";
import classes from "./States.module.css";
import { useAfter } from "./useAfter.ts";

const say = texts.parts;

/** Nothing here yet: what will be here, and the one thing to do. */
export function Empty({
  Icon,
  title,
  children,
  action,
}: {
  Icon?: LucideIcon;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className={classes.state}>
      {Icon && <Icon size={20} aria-hidden className={classes.icon} />}
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {action && <div className={classes.action}>{action}</div>}
    </div>
  );
}

/** Rows there are, but none that passes the filters. */
export function EmptyByFilter({ onClear }: { onClear: () => void }) {
  return (
    <Empty title={say.filters.none} action={<Button onClick={onClear}>{say.filters.clear}</Button>}>
      {say.filters.noneText}
    </Empty>
  );
}

/** A part that could not be loaded: what, why, what next. */
export function Failed({
  failure,
  onTry,
  trying = false,
}: {
  failure: ApiFailure;
  onTry: () => void;
  trying?: boolean;
}) {
  const refused = failure.kind === "refused" && failure.status < 500;
  return (
    <div className={classes.state} role="alert">
      <CircleAlert size={20} aria-hidden className={classes.refused} />
      <h2>{say.failedTitle}</h2>
      <p>{failure.kind === "lost" ? say.failedLost : refused ? inWords(failure) : say.failedFault}</p>
      <div className={classes.action}>
        <Button onClick={onTry} aria-busy={trying}>
          {trying ? texts.serverLost.trying : texts.tryAgain}
        </Button>
      </div>
      {failure.reference && (
        <p className={classes.reference}>
          {texts.reference} <code>{failure.reference}</code>
          <Copy value={failure.reference} what={texts.reference} />
        </p>
      )}
    </div>
  );
}

/** Lines in the shape of what is coming; nothing at all for the first 200 ms. */
export function Lines({ count = 6 }: { count?: number }) {
  const shown = useAfter(200);
  return (
    <div className={classes.lines} aria-busy="true">
      <span role="status" className="hidden-text">
        {shown ? say.loading : ""}
      </span>
      {shown &&
        Array.from({ length: count }, (_, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines without content never change places.
          <Skeleton key={at} height={12} width={`${[92, 64, 78, 55, 84, 70][at % 6]}%`} />
        ))}
    </div>
  );
}

/** One query's part of a page: its lines while loading, its failure with "Try again", else what it gave. */
export function Loaded<Data>({
  query,
  loading = <Lines />,
  children,
}: {
  query: Pick<UseQueryResult<Data>, "data" | "error" | "refetch" | "isFetching">;
  loading?: ReactNode;
  children: (data: Data) => ReactNode;
}) {
  // What was loaded stays, whatever became of the call after: the shell's banner tells of that.
  if (query.data !== undefined) return children(query.data);
  if (query.error)
    return (
      <Failed failure={asFailure(query.error)} onTry={() => void query.refetch()} trying={query.isFetching} />
    );
  return loading;
}
