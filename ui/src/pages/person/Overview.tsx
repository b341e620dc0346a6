import { useQuery } from "@tanstack/react-query";
import { valueInWords } from "../../activity/sentence.ts";
import type { Json } from "../../api/activity.ts";
import type { PersonAt } from "../../api/people.ts";
import { useSession } from "../../api/session.ts";
import { type Cause, ROLE_IN_EFFECT, whyQuery } from "../../api/why.ts";
import { type Fact, Facts } from "../../parts/Facts.tsx";
import { Notice } from "../../parts/Notice.tsx";
import { includes, roleKey } from "../../roles.ts";
import { Section } from "../../shell/Page.tsx";
import { texts } from "../../texts/index.ts";
import { isRole } from "./fields.ts";
import classes from "./PersonPage.module.css";
import { WhyPopover } from "./WhyPopover.tsx";

const say = texts.person;

/** An attribute's path without its schema's URN. */
const leafOf = (path: string) => path.slice(path.lastIndexOf(":") + 1);

/** The profile as a definition list: what Okta manages is marked, and each value says why it is so. */
export function Overview({ person }: { person: PersonAt }) {
  const admin = includes(roleKey(useSession().data?.user.accessRole), "Admin");
  const why = useQuery({ ...whyQuery(person.id), enabled: admin });
  const causes = new Map<string, Cause>(why.data?.map((each) => [leafOf(each.attribute), each]));
  const asked = (label: string, name: string) =>
    admin && <WhyPopover label={label} cause={causes.get(leafOf(name))} loading={why.isPending} />;

  const profile = person.attributes.filter((it) => !isRole(it));
  const facts = profile
    .filter((it) => it.value !== null)
    .map(
      (it): Fact => ({
        name: it.label,
        value: valueInWords(it.value as Json),
        fromOkta: it.managed,
        extra: asked(it.label, it.name),
      }),
    );
  facts.push({
    name: say.accessRole,
    value: texts.roles.names[roleKey(person.accessRole)],
    fromOkta: person.attributes.some((it) => isRole(it) && it.managed),
    extra: asked(say.accessRole, ROLE_IN_EFFECT),
  });
  const without = profile.filter((it) => it.value === null).map(({ label }) => label);
  const differs = person.source === "okta" && person.userName.toLowerCase() !== person.email.toLowerCase();
  return (
    <Section id="profile" title={say.profile} lead={person.source === "okta" ? say.managedHint : undefined}>
      {differs && <Notice tone="waiting">{say.differs(person.userName, person.email)}</Notice>}
      <Facts facts={facts} />
      {without.length > 0 && <p className={classes.without}>{say.without(without.join(", "))}</p>}
    </Section>
  );
}
