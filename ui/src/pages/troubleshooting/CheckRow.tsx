import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { CircleAlert, CircleCheck, CircleDashed, type LucideIcon, TriangleAlert } from "lucide-react";
import { inWords } from "../../api/in-words.ts";
import { type Check, type CheckState, useCheckAgain } from "../../api/troubleshooting.ts";
import { Notice } from "../../parts/Notice.tsx";
import { Relative } from "../../parts/Relative.tsx";
import { paths } from "../../paths.ts";
import { texts } from "../../texts/index.ts";
import classes from "./Troubleshooting.module.css";

const say = texts.troubleshooting;
const icons: Record<CheckState, LucideIcon> = {
  ok: CircleCheck,
  warning: TriangleAlert,
  failed: CircleAlert,
  unknown: CircleDashed,
};

/** One check: what was found, the fix, the call that shows it, and the way to look again. */
export function CheckRow({ check }: { check: Check }) {
  const { id, state, sentence, fix, at, entryId } = check;
  const again = useCheckAgain();
  const Icon = icons[state];
  const name = say.names[id];
  return (
    <li className={classes.check} data-state={state}>
      <Icon size={16} aria-hidden className={classes.icon} />
      <div className={classes.about}>
        <h3 className={classes.name}>
          {name}
          <span className={classes.word}>{say.states[state]}</span>
        </h3>
        <p>{sentence}</p>
        {fix && (
          <p className={classes.fix}>
            <strong>{say.fix}</strong> {fix}
          </p>
        )}
        {again.error && <Notice tone="refused">{say.checkFailed(inWords(again.error))}</Notice>}
        <p className={classes.meta}>
          {at && (
            <span>
              {say.at} <Relative iso={at} />
            </span>
          )}
          {entryId && (
            <Link to={paths.entry(entryId)} className={classes.link ?? ""}>
              {say.entry}
            </Link>
          )}
        </p>
        <span role="status" className="hidden-text">
          {again.data && !again.isPending ? say.checked(name, say.states[again.data.state]) : ""}
        </span>
      </div>
      <Button
        aria-label={say.checkAgainWhat(name)}
        aria-busy={again.isPending}
        onClick={() => !again.isPending && again.mutate(id)}
        className={classes.again ?? ""}
      >
        {again.isPending ? say.checking : say.checkAgain}
      </Button>
    </li>
  );
}
