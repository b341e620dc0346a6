import { Link } from "@tanstack/react-router";
import type { PersonAt } from "../../api/people.ts";
import { useSession } from "../../api/session.ts";
import { Copy } from "../../parts/Copy.tsx";
import { type Fact, Facts } from "../../parts/Facts.tsx";
import { Relative } from "../../parts/Relative.tsx";
import { paths } from "../../paths.ts";
import { includes, roleKey } from "../../roles.ts";
import { Section } from "../../shell/Page.tsx";
import { texts } from "../../texts/index.ts";
import classes from "./PersonPage.module.css";
import { inShort, useSecondFactors } from "./SecondFactor.tsx";

const say = texts.person.aside;

/** Beside every tab: when they were last here, what Okta did last, and the ids to copy. */
export function AtAGlance({ person }: { person: PersonAt }) {
  const factors = useSecondFactors(person);
  const admin = includes(roleKey(useSession().data?.user.accessRole), "Admin");
  const facts: Fact[] = [
    {
      name: say.lastSignIn,
      value: person.lastSignInAt ? <Relative iso={person.lastSignInAt} /> : say.never,
    },
  ];
  if (person.lastChangeByOkta)
    facts.push({
      name: say.lastOkta,
      value: (
        <>
          <Relative iso={person.lastChangeByOkta.at} />{" "}
          {admin && (
            <Link to={paths.entry(person.lastChangeByOkta.entry)} className={classes.call ?? ""}>
              {say.openCall}
            </Link>
          )}
        </>
      ),
    });
  if (person.sessionCount !== null) facts.push({ name: say.sessions, value: String(person.sessionCount) });
  facts.push(
    { name: say.password, value: person.hasPassword ? say.hasPassword : say.noPassword },
    ...(factors ? [{ name: texts.secondFactor.person.label, value: inShort(factors) }] : []),
    { name: say.added, value: <Relative iso={person.createdAt} /> },
  );
  const linked: Fact[] = person.binding
    ? [
        { name: say.linked, value: <Relative iso={person.binding.boundAt} /> },
        { name: say.issuer, value: person.binding.issuer },
      ]
    : // Without the right to see it nothing is known of a link: the count of sessions is hidden from the same people.
      person.source === "okta" && person.sessionCount !== null
      ? [{ name: say.linked, value: say.notLinked }]
      : [];
  const ids: Fact[] = [
    { name: say.id, value: <Id id={person.id} what={say.id} /> },
    ...(person.externalId
      ? [{ name: say.externalId, value: <Id id={person.externalId} what={say.externalId} /> }]
      : []),
  ];
  return (
    <>
      <Section id="glance" title={say.title}>
        <Facts facts={[...facts, ...linked]} narrow />
      </Section>
      <Section id="ids" title={say.ids}>
        <Facts facts={ids} narrow />
      </Section>
    </>
  );
}

/** An id cut to the room there is, whole on hover, to copy. */
export function Id({ id, what }: { id: string; what: string }) {
  return (
    <span className={classes.id}>
      <code title={id}>{id}</code>
      <Copy value={id} what={what} />
    </span>
  );
}
