import { Button } from "@mantine/core";
import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { isPeriod, periods, targetKinds } from "../../activity/filters.ts";
import { actorKinds, type Entry, outcomes } from "../../api/activity.ts";
import { type FilterField, Filters } from "../../parts/Filters.tsx";
import { texts } from "../../texts/index.ts";
import { at } from "../../time.ts";
import { type Search, useUrl } from "../../url.ts";
import classes from "./ActivityPage.module.css";

const say = texts.activity;
const named = <Value extends string>(values: readonly Value[], names: Record<Value, string>) =>
  values.map((value) => ({ value, label: names[value] }));

/** A time of the address in words; what is no time is shown as it stands there. */
function timeWords(iso: string): string {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? iso : at(time, new Date());
}

/** Search and filters of Activity; those that only a link sets show while they are set. */
export function ActivityFilterBar({
  entries,
  count,
  children,
}: {
  entries: Entry[];
  count: string | undefined;
  children: ReactNode;
}) {
  const { search, set } = useUrl();
  return (
    <Filters
      searchLabel={say.search}
      fields={fields(search, entries, (since) => set({ since, until: null }))}
      count={count}
    >
      {children}
    </Filters>
  );
}

function fields(search: Search, entries: Entry[], choose: (since: string | null) => void): FilterField[] {
  const { since, until, target } = search;
  const list: FilterField[] = [
    { key: "outcome", label: say.filters.outcome, options: named(outcomes, say.outcomes) },
    { key: "kind", label: say.filters.kind, options: named(targetKinds, say.kinds) },
    { key: "actor", label: say.filters.actor, options: named(actorKinds, say.actors) },
    {
      key: "since",
      label: say.filters.period,
      options: since ? [{ value: since, label: sinceWords(since) }] : [],
      custom: (close) => (
        <Periods
          chosen={since}
          onChoose={(period) => {
            choose(period);
            close();
          }}
        />
      ),
    },
  ];
  if (until)
    list.push({
      key: "until",
      label: say.filters.until,
      options: [{ value: until, label: timeWords(until) }],
    });
  if (target) {
    const name = entries.find((entry) => entry.target.id === target)?.target.name ?? target;
    list.push({ key: "target", label: say.filters.target, options: [{ value: target, label: name }] });
  }
  return list;
}

const sinceWords = (since: string) =>
  isPeriod(since) ? say.filters.last[since] : say.filters.sinceTime(timeWords(since));

function Periods({
  chosen,
  onChoose,
}: {
  chosen: string | undefined;
  onChoose: (period: string | null) => void;
}) {
  return (
    <div className={classes.periods}>
      {periods.map((period) => (
        <Button
          key={period}
          variant="subtle"
          aria-pressed={chosen === period}
          onClick={() => onChoose(chosen === period ? null : period)}
          rightSection={chosen === period ? <Check size={14} aria-hidden /> : null}
        >
          {say.filters.periods[period]}
        </Button>
      ))}
    </div>
  );
}
