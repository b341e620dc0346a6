import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronDown, ChevronUp } from "lucide-react";
import { Outcome } from "../../activity/Outcome.tsx";
import { whatHappened, whoDidIt } from "../../activity/sentence.ts";
import { type Entry, type EntryInFull, entryQuery } from "../../api/activity.ts";
import { asFailure } from "../../api/in-words.ts";
import { Drawer, DrawerTool } from "../../parts/Drawer.tsx";
import { Relative } from "../../parts/Relative.tsx";
import { Empty, Failed, Lines } from "../../parts/States.tsx";
import { paths } from "../../paths.ts";
import { texts } from "../../texts/index.ts";
import classes from "./ActivityPage.module.css";
import { CallBodies } from "./CallBodies.tsx";
import { CallFacts } from "./CallFacts.tsx";
import { LeftOut, WhyAndFix } from "./WhyAndFix.tsx";

const say = texts.activity.call;

/** One entry: what happened in a sentence, why and what to do, the facts, and what the call carried. */
export function CallDrawer({
  id,
  known,
  beside,
  onOpen,
  onClose,
}: {
  id: string;
  /** As the list has it: it shows at once, before the bodies are here. */
  known: Entry | undefined;
  beside: { newer: string | null; older: string | null };
  onOpen: (id: string) => void;
  onClose: () => void;
}) {
  const full = useQuery(entryQuery(id));
  const entry = full.data ?? known;
  const { newer, older } = beside;
  return (
    <Drawer
      title={entry ? whatHappened(entry) : say.title}
      onClose={onClose}
      tools={
        <>
          <DrawerTool label={say.previous} disabled={!newer} onClick={() => newer && onOpen(newer)}>
            <ChevronUp size={16} aria-hidden />
          </DrawerTool>
          <DrawerTool label={say.next} disabled={!older} onClick={() => older && onOpen(older)}>
            <ChevronDown size={16} aria-hidden />
          </DrawerTool>
        </>
      }
    >
      {entry && (
        <p className={classes.lead}>
          <Outcome outcome={entry.outcome} />
          <span>{say.by(whoDidIt(entry.actor))}</span>
          <Relative iso={entry.lastAt} />
        </p>
      )}
      <div className={classes.parts}>
        {entry && <WhyAndFix entry={entry} />}
        {entry && <LeftOut names={entry.leftOut} />}
        <Bodies full={full} />
        {entry && <CallFacts entry={entry} />}
        {entry?.outcome === "read" && (
          <p>
            <Link to={paths.reads} className={classes.all}>
              {texts.activity.reads.openOne}
            </Link>
          </p>
        )}
        {full.data && <Related entry={full.data} />}
      </div>
    </Drawer>
  );
}

function Bodies({
  full,
}: {
  full: { data: EntryInFull | undefined; error: unknown; refetch: () => unknown; isFetching: boolean };
}) {
  if (full.data) return <CallBodies entry={full.data} />;
  if (!full.error) return <Lines count={5} />;
  const failure = asFailure(full.error);
  if (failure.status === 404) return <Empty title={say.goneTitle}>{say.gone}</Empty>;
  return <Failed failure={failure} onTry={() => void full.refetch()} trying={full.isFetching} />;
}

function Related({ entry }: { entry: EntryInFull }) {
  const { target, related } = entry;
  if (related.length === 0) return null;
  return (
    <section className={classes.part} aria-labelledby="related">
      <h3 id="related">{say.related}</h3>
      <ul className={classes.related}>
        {related.map((each) => (
          <li key={each.id}>
            <Relative iso={each.lastAt} />
            <div>
              <Link to="/activity/$entryId" params={{ entryId: each.id }} search={true} resetScroll={false}>
                {whatHappened(each)}
              </Link>
              <Outcome outcome={each.outcome} />
            </div>
          </li>
        ))}
      </ul>
      {target.id && (
        <Link to="/activity" search={{ target: target.id }} className={classes.all}>
          {say.relatedAll(target.name)}
        </Link>
      )}
    </section>
  );
}
