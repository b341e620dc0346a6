import { CircleCheck, CircleSlash } from "lucide-react";
import type { SignedIn } from "../../api/session.ts";
import { Badge } from "../../parts/Badge.tsx";
import { type Fact, Facts } from "../../parts/Facts.tsx";
import { Moment } from "../../parts/Moment.tsx";
import { Section } from "../../shell/Page.tsx";
import { texts } from "../../texts/index.ts";
import classes from "./AccountPage.module.css";

const say = texts.home;

export function Profile({ user, now }: { user: SignedIn["user"]; now: Date }) {
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
