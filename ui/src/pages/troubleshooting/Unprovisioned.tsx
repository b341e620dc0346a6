import { Link } from "@tanstack/react-router";
import { CircleAlert, CircleCheck } from "lucide-react";
import { attributeLabel } from "../../activity/sentence.ts";
import type { Unprovisioned as Someone } from "../../api/troubleshooting.ts";
import { Badge } from "../../parts/Badge.tsx";
import { Relative } from "../../parts/Relative.tsx";
import { paths } from "../../paths.ts";
import { Section } from "../../shell/Page.tsx";
import { texts } from "../../texts/index.ts";
import classes from "./Troubleshooting.module.css";

const say = texts.troubleshooting;

/** People whom Okta sent and Latchkey refused: why, and what to click there. Ticked once the retry arrives. */
export function Unprovisioned({ people }: { people: Someone[] }) {
  if (people.length === 0)
    return (
      <Section id="unprovisioned" title={say.unprovisioned}>
        <p className={classes.none}>
          <CircleCheck size={16} aria-hidden />
          <span>
            {say.noneTitle}. {say.noneText}
          </span>
        </p>
      </Section>
    );
  return (
    <Section id="unprovisioned" title={say.unprovisioned} lead={say.unprovisionedLead}>
      <ul>
        {people.map((someone) => (
          <Person key={someone.entryId} someone={someone} />
        ))}
      </ul>
    </Section>
  );
}

function Person({ someone }: { someone: Someone }) {
  const { who, attribute, reason, fix, at, attempts, entryId, retriedAt } = someone;
  const done = retriedAt !== null;
  const Icon = done ? CircleCheck : CircleAlert;
  return (
    <li className={classes.check} data-state={done ? "ok" : "failed"}>
      <Icon size={16} aria-hidden className={classes.icon} />
      <div className={classes.about}>
        <h3 className={classes.name}>
          {who}
          {attribute && !done && <Badge tone="refused">{attributeLabel(attribute)}</Badge>}
        </h3>
        <p>{reason}</p>
        {!done && (
          <p className={classes.fix}>
            <strong>{say.fix}</strong> {fix}
          </p>
        )}
        <p className={classes.meta}>
          <span>
            {say.tries(attempts)} <Relative iso={at} />
          </span>
          <Link to={paths.entry(entryId)} className={classes.link ?? ""} aria-label={say.openCall(who)}>
            {say.call}
          </Link>
        </p>
      </div>
      <p className={classes.state} role="status">
        {done ? (
          <>
            {say.arrived} <Relative iso={retriedAt} />
          </>
        ) : (
          say.waitingForRetry
        )}
      </p>
    </li>
  );
}
