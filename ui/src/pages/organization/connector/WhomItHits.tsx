import { CircleAlert, CircleCheck, Info } from "lucide-react";
import type { SignInPreview } from "../../../api/sign-in-policy.ts";
import { digits } from "../../../numbers.ts";
import { Notice } from "../../../parts/Notice.tsx";
import { roleKey } from "../../../roles.ts";
import { texts } from "../../../texts/index.ts";
import classes from "./Connector.module.css";

const say = texts.connector.require;

type Someone = SignInPreview["notInOkta"][number] & { reason?: string };

/** Who gets in once Okta is required, who does not, and why. */
export function WhomItHits({ preview }: { preview: SignInPreview }) {
  const { linked, willLink, appAccessOnly, lockedOut, notInOkta, owner } = preview;
  return (
    <div className={classes.hits}>
      <ul>
        <Line tone="good">{say.linked(digits(linked))}</Line>
        {willLink > 0 && <Line tone="good">{say.willLink(digits(willLink))}</Line>}
        {appAccessOnly > 0 && <Line tone="info">{say.appOnly(digits(appAccessOnly))}</Line>}
        {lockedOut.length > 0 ? (
          <Line tone="bad" people={lockedOut}>
            {say.lockedOut(digits(lockedOut.length))}
          </Line>
        ) : (
          <Line tone="good">{say.nobodyLockedOut}</Line>
        )}
        {notInOkta.length > 0 && (
          <Line tone="info" people={notInOkta}>
            {say.notInOkta(digits(notInOkta.length))}
          </Line>
        )}
      </ul>
      {owner ? <p>{say.owner(owner.name)}</p> : <Notice tone="waiting">{say.noOwner}</Notice>}
    </div>
  );
}

const icons = { good: CircleCheck, info: Info, bad: CircleAlert };

function Line({
  tone,
  people,
  children,
}: {
  tone: keyof typeof icons;
  people?: Someone[];
  children: string;
}) {
  const Icon = icons[tone];
  return (
    <li className={classes.hit} data-tone={tone}>
      <Icon size={14} aria-hidden />
      {people ? (
        <details>
          <summary>{children}</summary>
          <ul className={classes.people} aria-label={say.who}>
            {people.map((person) => (
              <li key={person.id}>
                {person.name} · {texts.roles.names[roleKey(person.accessRole)]}
                {person.reason && <span className={classes.meta}>{person.reason}</span>}
              </li>
            ))}
          </ul>
        </details>
      ) : (
        <span>{children}</span>
      )}
    </li>
  );
}
