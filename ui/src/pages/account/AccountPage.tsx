import { useQuery } from "@tanstack/react-query";
import { personQuery } from "../../api/people.ts";
import type { SignedIn } from "../../api/session.ts";
import { Badge } from "../../parts/Badge.tsx";
import { roleKey } from "../../roles.ts";
import { Page, Section } from "../../shell/Page.tsx";
import { texts } from "../../texts/index.ts";
import { AccessRole } from "./AccessRole.tsx";
import classes from "./AccountPage.module.css";
import { ChangePassword } from "./ChangePassword.tsx";
import { Profile } from "./Profile.tsx";
import { SecondFactor } from "./SecondFactor.tsx";
import { Sessions } from "./Sessions.tsx";

const say = texts.home;

/** Who one is here, what the access role gives, sessions, groups and a local password. A member's Home. */
export function AccountPage({ signedIn, title, now }: { signedIn: SignedIn; title: string; now: Date }) {
  const { user, session } = signedIn;
  const role = roleKey(user.accessRole);
  // One's own page says it. Until it is here, whoever came by a password has one.
  const own = useQuery(personQuery(user.id));
  const hasPassword = own.data?.hasPassword ?? session.method === "password";
  return (
    <Page
      title={title}
      badge={<Badge>{texts.roles.names[role]}</Badge>}
      aside={
        <>
          <Sessions />
          <Groups groups={user.groups} />
        </>
      }
    >
      <Profile user={user} now={now} />
      <AccessRole role={role} />
      {hasPassword && <SecondFactor />}
      {hasPassword && <ChangePassword user={user} />}
    </Page>
  );
}

function Groups({ groups }: { groups: SignedIn["user"]["groups"] }) {
  return (
    <Section id="groups" title={say.groups}>
      {groups.length === 0 ? (
        <p className={classes.empty}>{say.noGroups}</p>
      ) : (
        <ul>
          {groups.map((group) => (
            <li key={group.id} className={classes.group}>
              {group.displayName}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
