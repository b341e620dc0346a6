import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { History as HistoryIcon } from "lucide-react";
import { Outcome } from "../../activity/Outcome.tsx";
import { attributeLabel, valueInWords, whatHappened, whoDidIt } from "../../activity/sentence.ts";
import { activityQuery, type Entry } from "../../api/activity.ts";
import type { PersonAt } from "../../api/people.ts";
import { useSession } from "../../api/session.ts";
import { Empty, Loaded } from "../../parts/States.tsx";
import { useNow } from "../../parts/useNow.ts";
import { paths } from "../../paths.ts";
import { includes, roleKey } from "../../roles.ts";
import { Section } from "../../shell/Page.tsx";
import { texts } from "../../texts/index.ts";
import { clockOf, dayOf, exactly } from "../../time.ts";
import { byDay, withoutEcho } from "./by-day.ts";
import classes from "./PersonPage.module.css";

const say = texts.person.history;

/** Every change of the person by day, each with its cause. */
export function History({ person }: { person: PersonAt }) {
  const admin = includes(roleKey(useSession().data?.user.accessRole), "Admin");
  const entries = useInfiniteQuery({
    ...activityQuery({ target: person.id }),
    // What was just done on this page belongs here at once.
    staleTime: 0,
    enabled: admin,
  });
  const now = useNow();
  if (!admin)
    return (
      <Section id="history" title={texts.person.tabs.history}>
        <p className={classes.quiet}>{say.needsAdmin}</p>
      </Section>
    );
  return (
    <Loaded query={entries}>
      {({ pages }) => {
        const days = byDay(pages.flatMap((page) => page.entries));
        return (
          <div className={classes.days}>
            {days.length === 0 && (
              <Empty Icon={HistoryIcon} title={say.none}>
                {say.noneText}
              </Empty>
            )}
            {days.map(([day, list]) => (
              <Section key={day} id={`day-${day}`} title={dayOf(new Date(list[0]?.at ?? day), now)}>
                <ul>
                  {list.map((entry) => (
                    <Line key={entry.id} entry={entry} />
                  ))}
                </ul>
              </Section>
            ))}
            {entries.hasNextPage && (
              <Button
                onClick={() => void entries.fetchNextPage()}
                aria-busy={entries.isFetchingNextPage}
                className={classes.older ?? ""}
              >
                {entries.isFetchingNextPage ? say.loadingMore : say.more}
              </Button>
            )}
          </div>
        );
      }}
    </Loaded>
  );
}

function Line({ entry }: { entry: Entry }) {
  const at = new Date(entry.at);
  const changes = withoutEcho(entry.changes);
  return (
    <li className={classes.entry}>
      <div className={classes.about}>
        <p>
          <Link to={paths.entry(entry.id)} className={classes.what}>
            {whatHappened(entry)}
          </Link>
        </p>
        {changes.length > 0 && (
          <ul className={classes.changes}>
            {changes.map(({ attribute, before, after }) => (
              <li key={attribute}>
                {before === null
                  ? say.first(attributeLabel(attribute), valueInWords(after))
                  : say.change(attributeLabel(attribute), valueInWords(before), valueInWords(after))}
              </li>
            ))}
          </ul>
        )}
        {entry.reason && <p className={classes.reason}>{entry.reason}</p>}
        <p className={classes.times}>
          <Outcome outcome={entry.outcome} />
          <span>{say.by(whoDidIt(entry.actor))}</span>
          <time dateTime={entry.at} title={exactly(at)}>
            {clockOf(at)}
          </time>
        </p>
      </div>
    </li>
  );
}
