import { Link } from "@tanstack/react-router";
import { Outcome } from "../../activity/Outcome.tsx";
import { milliseconds, whatHappened, whoDidIt } from "../../activity/sentence.ts";
import type { Entry } from "../../api/activity.ts";
import { Relative } from "../../parts/Relative.tsx";
import type { Column } from "../../parts/table/column.ts";
import { texts } from "../../texts/index.ts";
import classes from "./ActivityPage.module.css";

const say = texts.activity;

/** The columns of Activity. The time is the row's link; a reader hears with it what it leads to. */
export const columns: Column<Entry>[] = [
  {
    id: "at",
    title: say.columns.at,
    width: "7.5rem",
    cell: (entry) => (
      <Link
        to="/activity/$entryId"
        params={{ entryId: entry.id }}
        search={true}
        resetScroll={false}
        className={classes.time ?? ""}
      >
        <Relative iso={entry.lastAt} />
        <span className="hidden-text">{say.leadsTo(say.outcomes[entry.outcome], whatHappened(entry))}</span>
      </Link>
    ),
  },
  {
    id: "outcome",
    title: say.columns.outcome,
    width: "10.75rem",
    cell: (entry) => <Outcome outcome={entry.outcome} />,
  },
  { id: "what", title: say.columns.what, cell: (entry) => <What entry={entry} /> },
  {
    id: "actor",
    title: say.columns.actor,
    width: "10rem",
    cell: ({ actor }) => <span title={whoDidIt(actor)}>{whoDidIt(actor)}</span>,
  },
  {
    id: "status",
    title: say.columns.status,
    width: "4.5rem",
    align: "right",
    cell: ({ call }) => (call ? call.status : <span className={classes.none}>{say.noCall}</span>),
  },
  {
    id: "ms",
    title: say.columns.ms,
    width: "4.5rem",
    align: "right",
    cell: ({ call }) =>
      call ? milliseconds(call.micros) : <span className={classes.none}>{say.noCall}</span>,
  },
];

function What({ entry }: { entry: Entry }) {
  const what = whatHappened(entry);
  return (
    <span className={classes.cell} title={entry.reason ? `${what}. ${entry.reason}` : what}>
      <span className={classes.head}>
        <span className={classes.what}>{what}</span>
        {entry.count > 1 && <span className={classes.count}>{timesWords(entry)}</span>}
      </span>
      {entry.reason && <span className={classes.reason}>{entry.reason}</span>}
    </span>
  );
}

/** "37 attempts" for what was tried in vain, "14 times" for the rest. */
function timesWords({ count, outcome }: Entry): string {
  return outcome === "wrong_passkey" || outcome === "refused" ? say.attempts(count) : say.times(count);
}
