import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import { useState } from "react";
import type { Attention as Item } from "../../api/home.ts";
import { Moment } from "../../parts/Moment.tsx";
import { Relative } from "../../parts/Relative.tsx";
import { useNow } from "../../parts/useNow.ts";
import { paths } from "../../paths.ts";
import { Section } from "../../shell/Page.tsx";
import { texts } from "../../texts/index.ts";
import classes from "./Overview.module.css";
import { type Chosen, RemedyDialog } from "./RemedyDialog.tsx";

const say = texts.overview;
const MOST = 5;
const icons = { refused: CircleAlert, waiting: TriangleAlert, notice: Info };

/** What needs somebody, the most urgent first: a sentence and one verb each. */
export function Attention({ items }: { items: Item[] }) {
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const shown = items.slice(0, MOST);
  return (
    <Section id="attention" title={say.attention}>
      {shown.length === 0 ? (
        <p className={classes.calm}>
          <CircleCheck size={16} aria-hidden />
          {say.attentionNone}
        </p>
      ) : (
        <ul>
          {shown.map((item) => (
            <AttentionItem key={`${item.code} ${item.verb.to}`} item={item} onChoose={setChosen} />
          ))}
        </ul>
      )}
      {items.length > shown.length && (
        <p className={classes.more}>
          <Link to={paths.troubleshooting} className={classes.link ?? ""}>
            {say.moreAttention(items.length - shown.length)}
          </Link>
        </p>
      )}
      <RemedyDialog chosen={chosen} onClose={() => setChosen(null)} />
    </Section>
  );
}

function AttentionItem({ item, onChoose }: { item: Item; onChoose: (chosen: Chosen) => void }) {
  const { code, sentence, verb, since, severity } = item;
  const now = useNow();
  const Icon = icons[severity];
  return (
    <li className={classes.item} data-severity={severity}>
      <Icon size={16} aria-hidden className={classes.itemIcon} />
      <div className={classes.itemText}>
        <p>
          <span className="hidden-text">{say.severities[severity]}: </span>
          {sentence}
        </p>
        {since && (
          <p className={classes.meta}>
            {/* Where an hour was counted, `since` is its beginning, not when it came to light. */}
            {code === "mass_deactivation" ? (
              <>
                {say.countedSince} <Moment iso={since} now={now} />
              </>
            ) : (
              <Relative iso={since} />
            )}
          </p>
        )}
      </div>
      {verb.action === "open" ? (
        <Button component={Link} to={verb.to} className={classes.verb ?? ""}>
          {verb.label}
        </Button>
      ) : (
        <Verbs item={item} onChoose={onChoose} />
      )}
    </li>
  );
}

/** What happens on the server is confirmed first; the dialog belongs to the item's code. */
function Verbs({ item, onChoose }: { item: Item; onChoose: (chosen: Chosen) => void }) {
  const { code, verb, since, count } = item;
  const waiting = /^\/deactivations\/waiting\/([^/]+)$/.exec(verb.to)?.[1];
  if (waiting)
    return (
      <div className={classes.verbs}>
        <Button
          variant="subtle"
          onClick={() => onChoose({ kind: "dismiss", entryId: waiting, sentence: item.sentence })}
        >
          {say.waiting.dismiss}
        </Button>
        <Button onClick={() => onChoose({ kind: "deactivate", entryId: waiting, sentence: item.sentence })}>
          {verb.label}
        </Button>
      </div>
    );
  const chosen: Chosen | null =
    code === "mass_deactivation" && since
      ? { kind: "bring-back", since, count: count ?? 0 }
      : code === "held_deactivations"
        ? { kind: "allow-held", count: count ?? 0 }
        : null;
  // A verb of a newer server, which this screen could not explain: the place where it is told.
  if (!chosen)
    return (
      <Button component={Link} to={paths.activity}>
        {say.allActivity}
      </Button>
    );
  return (
    <Button variant={code === "mass_deactivation" ? "filled" : "default"} onClick={() => onChoose(chosen)}>
      {verb.label}
    </Button>
  );
}
