import { CircleAlert, CircleCheck, Info } from "lucide-react";
import type { NamedPerson, SignInPreview } from "../../../api/sign-in-policy.ts";
import { allOf, digits } from "../../../numbers.ts";
import { Notice } from "../../../parts/Notice.tsx";
import { roleKey } from "../../../roles.ts";
import { texts } from "../../../texts/index.ts";
import classes from "./Connector.module.css";

const say = texts.connector.require;

const FEW = 3;

/** Who gets in once Okta is required, who does not, and why. */
export function WhomItHits({ preview }: { preview: SignInPreview }) {
  const {
    linked,
    willLink,
    appAccessOnly,
    lockedOut,
    lockedOutTotal,
    notInOkta,
    notInOktaTotal,
    keepPassword,
  } = preview;
  return (
    <div className={classes.hits}>
      <ul>
        {linked > 0 ? (
          <Line tone="good">{say.linked(linked)}</Line>
        ) : (
          <Line tone="info">{say.nobodyLinked}</Line>
        )}
        {willLink > 0 && <Line tone="good">{say.willLink(willLink)}</Line>}
        {appAccessOnly > 0 && <Line tone="info">{say.appOnly(appAccessOnly)}</Line>}
        {lockedOutTotal > 0 ? (
          <Line tone="bad" people={lockedOut} total={lockedOutTotal}>
            {say.lockedOut(digits(lockedOutTotal))}
          </Line>
        ) : (
          <Line tone="good">{say.nobodyLockedOut}</Line>
        )}
        {notInOktaTotal > 0 && (
          <Line tone="info" people={notInOkta} total={notInOktaTotal}>
            {say.notInOkta(notInOktaTotal)}
          </Line>
        )}
      </ul>
      {keepPassword.length > 0 ? (
        <p>{say.owner(allOf(keepPassword.map(({ name }) => name)))}</p>
      ) : (
        <Notice tone="waiting">{say.noOwner}</Notice>
      )}
    </div>
  );
}

const icons = { good: CircleCheck, info: Info, bad: CircleAlert };

function Line({
  tone,
  people,
  total = 0,
  children,
}: {
  tone: keyof typeof icons;
  people?: NamedPerson[];
  /** The list names the first hundred of them. */
  total?: number;
  children: string;
}) {
  const Icon = icons[tone];
  return (
    <li className={classes.hit} data-tone={tone}>
      <Icon size={14} aria-hidden />
      {people ? (
        // A few are named at once: nobody should require Okta without having read that it shuts them out.
        <details open={total <= FEW}>
          <summary>{children}</summary>
          <ul className={classes.people} aria-label={say.who}>
            {people.map((person) => (
              <li key={person.id}>
                {person.name} · {texts.roles.names[roleKey(person.accessRole)]}
                {person.reason && <span className={classes.meta}>{person.reason}</span>}
              </li>
            ))}
            {total > people.length && (
              <li className={classes.meta}>{say.more(digits(total - people.length))}</li>
            )}
          </ul>
        </details>
      ) : (
        <span>{children}</span>
      )}
    </li>
  );
}
