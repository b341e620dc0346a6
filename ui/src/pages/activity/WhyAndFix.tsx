import type { Entry } from "../../api/activity.ts";
import { Notice } from "../../parts/Notice.tsx";
import { texts } from "../../texts/index.ts";
import classes from "./ActivityPage.module.css";

const say = texts.activity.call;

/** Why it was refused in the server's own sentence, and the way there in Okta: Okta is the sender. */
export function WhyAndFix({ entry }: { entry: Entry }) {
  const { reason, outcome } = entry;
  if (!reason && outcome !== "refused" && outcome !== "wrong_passkey") return null;
  const refused = outcome === "refused" || outcome === "wrong_passkey";
  const tone = refused ? "refused" : outcome === "notice" ? "waiting" : "neutral";
  const fix = fixOf(entry);
  return (
    <div>
      {reason && (
        <Notice tone={tone} title={refused ? say.why : say.said}>
          {reason}
        </Notice>
      )}
      {fix && (
        <div className={classes.fix}>
          <strong>{fix.title}</strong>
          <p>{fix.text}</p>
          <p className={classes.where}>{fix.where}</p>
        </div>
      )}
    </div>
  );
}

function fixOf({
  outcome,
  actor,
  action,
  call,
}: Entry): { title: string; text: string; where: string } | null {
  if (outcome === "wrong_passkey") return { title: say.fix, text: say.passkeyText, where: say.passkeyWhere };
  if (outcome !== "refused" || actor.kind !== "okta" || !call) return null;
  if (action === "scim.suspended") return { title: say.fix, text: say.toolkitText, where: say.toolkitWhere };
  return { title: say.retryInOkta, text: say.retryText, where: say.retryWhere };
}

/** What Okta sent that has no place here: on record rather than answered with silence. */
export function LeftOut({ names }: { names: string[] }) {
  if (names.length === 0) return null;
  return (
    <section className={classes.part} aria-labelledby="left-out">
      <h3 id="left-out">{say.leftOut}</h3>
      <p className={classes.empty}>{say.leftOutText}</p>
      <ul className={classes.leftOut}>
        {names.map((name) => (
          <li key={name}>
            <code>{name}</code>
          </li>
        ))}
      </ul>
    </section>
  );
}
