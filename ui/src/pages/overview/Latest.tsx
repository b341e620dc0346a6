import { Link } from "@tanstack/react-router";
import { Outcome } from "../../activity/Outcome.tsx";
import { whatHappened, whoDidIt } from "../../activity/sentence.ts";
import type { Entry } from "../../api/activity.ts";
import { Relative } from "../../parts/Relative.tsx";
import { Section } from "../../shell/Page.tsx";
import { texts } from "../../texts/index.ts";
import classes from "./Overview.module.css";

const say = texts.overview;

/** The newest entries, each leading to its own. */
export function Latest({ entries }: { entries: Entry[] }) {
  return (
    <Section
      id="latest"
      title={say.latest}
      actions={
        <Link to="/activity" className={classes.link ?? ""}>
          {say.allActivity}
        </Link>
      }
    >
      {entries.length === 0 ? (
        <p className={classes.calm}>{say.nothingYet}</p>
      ) : (
        <ul>
          {entries.map((entry) => (
            <li key={entry.id} className={classes.entry}>
              <span className={classes.when}>
                <Relative iso={entry.lastAt} />
              </span>
              <Outcome outcome={entry.outcome} />
              <Link to="/activity/$entryId" params={{ entryId: entry.id }} className={classes.what ?? ""}>
                {whatHappened(entry)}
              </Link>
              <span className={classes.by}>{whoDidIt(entry.actor)}</span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
