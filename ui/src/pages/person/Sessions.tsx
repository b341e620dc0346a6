import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { AppWindow, Globe, MonitorOff } from "lucide-react";
import { useState } from "react";
import { inWords } from "../../api/in-words.ts";
import { type PersonAt, type Session, sessionsQuery, useEndSessions } from "../../api/people.ts";
import { useSession } from "../../api/session.ts";
import { Badge } from "../../parts/Badge.tsx";
import { Notice } from "../../parts/Notice.tsx";
import { Relative } from "../../parts/Relative.tsx";
import { Empty, Loaded } from "../../parts/States.tsx";
import { toast } from "../../parts/toast.tsx";
import { includes, roleKey } from "../../roles.ts";
import { Section } from "../../shell/Page.tsx";
import { texts } from "../../texts/index.ts";
import { EndSessions } from "./EndSessions.tsx";
import classes from "./PersonPage.module.css";

const say = texts.person.sessions;

/** Where the person is signed in; each can be ended, or all of them. */
export function Sessions({ person }: { person: PersonAt }) {
  const me = useSession().data?.user;
  const sees = me?.id === person.id || includes(roleKey(me?.accessRole), "Admin");
  const sessions = useQuery({ ...sessionsQuery(person.id), enabled: sees });
  const end = useEndSessions();
  const [ending, setEnding] = useState(false);
  const some = (sessions.data?.length ?? 0) > 0;
  return (
    <Section
      id="sessions"
      title={texts.person.tabs.sessions}
      lead={some ? say.lead : undefined}
      actions={
        some && person.can.endSessions && <Button onClick={() => setEnding(true)}>{say.endAll}</Button>
      }
    >
      {end.error && <Notice tone="refused">{inWords(end.error)}</Notice>}
      {!sees ? (
        <p className={classes.quiet}>{say.needsAdmin}</p>
      ) : (
        <Loaded query={sessions}>
          {(list) =>
            list.length === 0 ? (
              <Empty Icon={MonitorOff} title={say.none}>
                {say.noneText}
              </Empty>
            ) : (
              <ul>
                {list.map((session) => (
                  <Line
                    key={session.id}
                    session={session}
                    pending={end.isPending && end.variables.session === session.id}
                    onEnd={
                      person.can.endSessions
                        ? () =>
                            end.mutate(
                              { id: person.id, session: session.id },
                              { onSuccess: () => toast(say.ended) },
                            )
                        : null
                    }
                  />
                ))}
              </ul>
            )
          }
        </Loaded>
      )}
      <EndSessions person={person} opened={ending} onClose={() => setEnding(false)} />
    </Section>
  );
}

function Line({
  session,
  pending,
  onEnd,
}: {
  session: Session;
  pending: boolean;
  onEnd: (() => void) | null;
}) {
  const Icon = session.surface === "app" ? AppWindow : Globe;
  const what = `${say.surfaces[session.surface]}, ${say.by[session.method]}${
    session.from ? ` ${say.from(session.from)}` : ""
  }`;
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
      {session.current && <Badge>{say.current}</Badge>}
      {onEnd && !session.current && (
        <Button aria-label={say.endWhat(what)} aria-busy={pending} onClick={() => !pending && onEnd()}>
          {pending ? say.ending : say.end}
        </Button>
      )}
    </li>
  );
}
