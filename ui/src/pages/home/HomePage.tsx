import { CircleCheck, CircleSlash } from "lucide-react";
import type { SignedIn } from "../../api/session.ts";
import { Badge } from "../../parts/Badge.tsx";
import { Copy } from "../../parts/Copy.tsx";
import { type Fact, Facts } from "../../parts/Facts.tsx";
import { Moment } from "../../parts/Moment.tsx";
import { roleKey } from "../../roles.ts";
import { Page, Section } from "../../shell/Page.tsx";
import { texts } from "../../texts/index.ts";
import { AccessRole } from "./AccessRole.tsx";
import classes from "./HomePage.module.css";

const say = texts.home;

/** A member's Home: who they are here, what their access role gives, their groups and this session. */
export function HomePage({ signedIn, now }: { signedIn: SignedIn; now: Date }) {
  const { user } = signedIn;
  const role = roleKey(user.accessRole);
  const aside = (
    <>
      <SessionSection signedIn={signedIn} now={now} />
      <Groups groups={user.groups} />
    </>
  );
  return (
    <Page title={say.title} badge={<Badge>{texts.roles.names[role]}</Badge>} aside={aside}>
      <Profile user={user} now={now} />
      <AccessRole role={role} />
    </Page>
  );
}

function Profile({ user, now }: { user: SignedIn["user"]; now: Date }) {
  // What Okta must send to provision anyone is what Okta manages; of the rest this page has no proof.
  const fromOkta = user.source === "okta";
  const facts: Fact[] = [
    { name: say.givenName, value: user.givenName, fromOkta },
    { name: say.familyName, value: user.familyName, fromOkta },
    { name: say.displayName, value: user.displayName || say.none },
    { name: say.email, value: user.email, fromOkta },
    { name: say.userName, value: user.userName, fromOkta },
    {
      name: say.account,
      value: (
        <span className={classes.account}>
          {user.active ? (
            <Badge tone="done" icon={<CircleCheck size={12} aria-hidden />}>
              {say.active}
            </Badge>
          ) : (
            <Badge tone="refused" icon={<CircleSlash size={12} aria-hidden />}>
              {say.deactivated}
            </Badge>
          )}
          {fromOkta ? say.fromOkta : say.local}
        </span>
      ),
    },
    {
      name: say.lastSignIn,
      value: user.lastSignInAt ? <Moment iso={user.lastSignInAt} now={now} /> : say.never,
    },
  ];
  return (
    <Section id="profile" title={say.profile} {...(fromOkta ? { lead: say.managedHint } : {})}>
      <Facts facts={facts} />
    </Section>
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

function SessionSection({ signedIn, now }: { signedIn: SignedIn; now: Date }) {
  const { session } = signedIn;
  const facts: Fact[] = [
    { name: say.signedInWith, value: say.method[session.method] ?? session.method },
    { name: say.since, value: <Moment iso={session.createdAt} now={now} /> },
    { name: say.until, value: <Moment iso={session.expiresAt} now={now} /> },
    {
      name: say.sessionId,
      value: (
        <span className={classes.id}>
          <code title={session.id}>{session.id}</code>
          <Copy value={session.id} what={say.sessionId} />
        </span>
      ),
    },
  ];
  return (
    <Section id="session" title={say.session}>
      <Facts facts={facts} narrow />
    </Section>
  );
}
