import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { type ChecklistStep, type Connector, checklistQuery, type Way } from "../../../api/connector.ts";
import { digits } from "../../../numbers.ts";
import { Segments } from "../../../parts/Segments.tsx";
import { Lines, Loaded } from "../../../parts/States.tsx";
import { texts } from "../../../texts/index.ts";
import { useUrl } from "../../../url.ts";
import classes from "./Checklist.module.css";
import { Step } from "./Step.tsx";

const say = texts.connector.checklist;

/** Okta's steps, ticked by Okta's own calls. It stays in view beside the values that the steps ask for. */
export function Checklist({ connector }: { connector: Connector }) {
  const { search, set } = useUrl();
  const way: Way = search.way === "one" ? "one" : "two";
  const list = useQuery(checklistQuery(way));
  return (
    <section className={classes.checklist} aria-labelledby="checklist">
      <div className={classes.head}>
        <h2 id="checklist">{say.title}</h2>
        {list.data && (
          <span role="status" className={classes.progress}>
            {say.progress(digits(list.data.done), digits(list.data.of))}
          </span>
        )}
      </div>
      <Segments<Way>
        label={say.way}
        value={way}
        onChange={(value) => void set({ way: value === "two" ? null : value })}
        choices={[
          { value: "two", label: say.two },
          { value: "one", label: say.one },
        ]}
      />
      <Loaded query={list} loading={<Lines count={7} />}>
        {({ steps, done, of }) => (
          <>
            {done === of && <p className={classes.complete}>{say.complete}</p>}
            <Steps key={way} steps={steps} suspended={connector.badge === "suspended"} />
          </>
        )}
      </Loaded>
    </section>
  );
}

/** One step is open at a time: the reader's choice, else the first that asks for something. */
function Steps({ steps, suspended }: { steps: ChecklistStep[]; suspended: boolean }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const next =
    steps.find(({ state }) => state === "refused") ??
    steps.find(({ state }) => state !== "done" && state !== "not_seen");
  const open = chosen ?? (suspended ? "" : (next?.id ?? ""));
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    if (open) reveal(list.current);
  }, [open]);
  return (
    <ol className={classes.steps} ref={list}>
      {steps.map((step, at) => (
        <Step
          key={step.id}
          step={step}
          number={at + 1}
          open={step.id === open}
          onToggle={() => setChosen(step.id === open ? "" : step.id)}
        />
      ))}
    </ol>
  );
}

/** Scrolls the list, never the page, so far that the step which is open begins in sight. */
function reveal(list: HTMLOListElement | null): void {
  const step = list?.querySelector("[aria-expanded=true]")?.closest("li");
  if (!list || !step || list.scrollHeight <= list.clientHeight) return;
  const { top, bottom } = step.getBoundingClientRect();
  const seen = list.getBoundingClientRect();
  if (top < seen.top || bottom > seen.bottom) list.scrollTop += top - seen.top;
}
