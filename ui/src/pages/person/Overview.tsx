import { useQuery } from "@tanstack/react-query";
import { type PersonAt, type Why, whyQuery } from "../../api/people.ts";
import { useSession } from "../../api/session.ts";
import { type Fact, Facts } from "../../parts/Facts.tsx";
import { Notice } from "../../parts/Notice.tsx";
import { includes, roleKey } from "../../roles.ts";
import { Section } from "../../shell/Page.tsx";
import { texts } from "../../texts/index.ts";
import { WhyPopover } from "./WhyPopover.tsx";

const say = texts.person;

/** The profile as a definition list: what Okta manages is marked, and each value says why it is so. */
export function Overview({ person }: { person: PersonAt }) {
  const admin = includes(roleKey(useSession().data?.user.accessRole), "Admin");
  const why = useQuery({ ...whyQuery(person.id), enabled: admin });
  const causes = new Map<string, Why>(why.data?.map((each) => [each.attribute, each]));
  const facts = person.attributes.map((attribute): Fact => {
    const role = attribute.field === "accessRole" || attribute.name.endsWith("accessRole");
    const value = role ? texts.roles.names[roleKey(attribute.value)] : attribute.value;
    return {
      name: attribute.label,
      value: value || null,
      fromOkta: attribute.managed,
      extra: admin && attribute.value && (
        <WhyPopover label={attribute.label} cause={causes.get(attribute.name)} loading={why.isPending} />
      ),
    };
  });
  const differs = person.source === "okta" && person.userName.toLowerCase() !== person.email.toLowerCase();
  return (
    <Section id="profile" title={say.profile} lead={person.source === "okta" ? say.managedHint : undefined}>
      {differs && <Notice tone="waiting">{say.differs(person.userName, person.email)}</Notice>}
      <Facts facts={facts} />
    </Section>
  );
}
