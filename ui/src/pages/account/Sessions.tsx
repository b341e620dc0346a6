import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { AppWindow, Globe } from "lucide-react";
import { asFailure, inWords } from "../../api/in-words.ts";
import { type OwnSession, ownSessionsQuery, useEndOwnSession } from "../../api/me.ts";
import { Badge } from "../../parts/Badge.tsx";
import { Notice } from "../../parts/Notice.tsx";
import { Relative } from "../../parts/Relative.tsx";
import { Loaded } from "../../parts/States.tsx";
import { toast } from "../../parts/toast.tsx";
import { Section } from "../../shell/Page.tsx";
import { texts } from "../../texts/index.ts";
import classes from "./AccountPage.module.css";
import { EndOthers } from "./EndOthers.tsx";

const say = texts.account;

/** Everywhere that one is signed in; each but this one can be ended, or all of them. */
export function Sessions() {
  const sessions = useQuery(ownSessionsQuery);
  const end = useEndOwnSession();
  const others = sessions.data?.filter(({ current }) => !current).length ?? 0;
  return (
    <Section
      id="sessions"
      title={say.sessions}
      lead={say.sessionsLead}
      actions={others > 0 && <EndOthers count={others} />}
    >
      {end.error && <Notice tone="refused">{say.notEnded(inWords(asFailure(end.error)))}</Notice>}
      <Loaded query={sessions}>
        {(list) => (
          <ul>
            {list.map((session) => (
              <Session
                key={session.id}
                session={session}
                ending={end.isPending && end.variables === session.id}
                onEnd={() => end.mutate(session.id, { onSuccess: () => toast(say.ended) })}
              />
            ))}
          </ul>
        )}
      </Loaded>
    </Section>
  );
}

function Session({ session, ending, onEnd }: { session: OwnSession; ending: boolean; onEnd: () => void }) {
  const Icon = session.surface === "app" ? AppWindow : Globe;
  const what = [
    say.surfaces[session.surface],
    say.with[session.method],
    session.from && say.from(session.from),
  ]
    .filter(Boolean)
    .join(" ");
  return (
    <li className={classes.session}>
      <Icon size={16} aria-hidden className={classes.icon} />
      <div className={classes.about}>
        <p>{what}</p>
        <p className={classes.times}>
          {session.lastSeenAt && (
            <span>
              {say.lastSeen} <Relative iso={session.lastSeenAt} />
            </span>
          )}
          <span>
            {say.began} <Relative iso={session.createdAt} />
          </span>
          <span>
            {say.ends} <Relative iso={session.expiresAt} />
          </span>
        </p>
      </div>
      {session.current ? (
        <Badge>{say.current}</Badge>
      ) : (
        <Button
          aria-label={say.endWhat(what)}
          aria-busy={ending}
          onClick={() => !ending && onEnd()}
          className={classes.end ?? ""}
        >
          {ending ? say.ending : say.end}
        </Button>
      )}
    </li>
  );
}
