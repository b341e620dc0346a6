import { Button, Skeleton } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import type { Billing } from "../../api/billing.ts";
import { digits } from "../../numbers.ts";
import { Section } from "../../shell/Page.tsx";
import { texts } from "../../texts/index.ts";
import { dayInWords } from "../../time.ts";
import classes from "./Billing.module.css";

const say = texts.billing.seats;

// A chart is heavier than all screens before it: its code comes with the first one that is drawn.
const SeatsChart = lazy(() => import("./SeatsChart.tsx"));

/** Active people day by day: a chart, and the same numbers as a table for who reads rather than looks. */
export function Seats({ history }: { history: Billing["history"] }) {
  const [asTable, setAsTable] = useState(false);
  const counts = history.map(({ active }) => active);
  const [first, last] = [history[0], history.at(-1)];
  const enough = history.length > 1 && first && last;
  return (
    <Section
      id="seats"
      title={say.title}
      lead={enough ? say.lead(digits(history.length)) : undefined}
      actions={
        enough && (
          <Button variant="subtle" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
            {asTable ? say.asChart : say.asTable}
          </Button>
        )
      }
    >
      {!enough ? (
        <p className={classes.none}>{say.none}</p>
      ) : asTable ? (
        <Days history={history} />
      ) : (
        <div
          className={classes.chart}
          role="img"
          aria-label={say.chart(
            dayInWords(first.day),
            digits(first.active),
            digits(last.active),
            digits(Math.min(...counts)),
            digits(Math.max(...counts)),
          )}
        >
          <Suspense fallback={<Skeleton height={220} />}>
            <SeatsChart history={history} />
          </Suspense>
        </div>
      )}
    </Section>
  );
}

const signed = (change: number) =>
  change === 0 ? "0" : `${change > 0 ? "+" : "−"}${digits(Math.abs(change))}`;

/** Newest first: the number that is asked for most is on top. */
function Days({ history }: { history: Billing["history"] }) {
  const rows = history
    .map(({ day, active }, at) => ({ day, active, change: active - (history[at - 1]?.active ?? active) }))
    .reverse();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so a keyboard has to get in.
    <section className={classes.days} aria-label={say.tableName} tabIndex={0}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{say.day}</th>
            <th scope="col">{say.active}</th>
            <th scope="col">{say.change}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.day}>
              <th scope="row">
                <time dateTime={row.day}>{dayInWords(row.day)}</time>
              </th>
              <td>{digits(row.active)}</td>
              <td>{signed(row.change)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
