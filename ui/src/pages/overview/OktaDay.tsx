import { Link } from "@tanstack/react-router";
import type { HomeView, Hour } from "../../api/home.ts";
import { digits } from "../../numbers.ts";
import { Relative } from "../../parts/Relative.tsx";
import { Section } from "../../shell/Page.tsx";
import { texts } from "../../texts/index.ts";
import { clockOf } from "../../time.ts";
import classes from "./OktaDay.module.css";

const say = texts.overview;
/** From the top of a bar down. Each has a pattern of its own, so that none is told by colour alone. */
const kinds = ["refused", "changed", "other"] as const;
const HOUR_MS = 3_600_000;

/** Okta's calls in 24 hours: four figures, a bar an hour, and the same as a table. */
export function OktaDay({ day }: { day: HomeView["okta24h"] }) {
  const { calls, changed, refused, lastCallAt, hours } = day;
  return (
    <Section id="okta" title={say.okta}>
      <dl className={classes.figures}>
        <Figure name={say.calls} value={digits(calls)} />
        <Figure name={say.changed} value={digits(changed)} kind="changed" />
        <Figure name={say.refused} value={digits(refused)} kind="refused" />
        <Figure name={say.lastCall} value={lastCallAt ? <Relative iso={lastCallAt} /> : say.noCall} />
      </dl>
      {calls === 0 ? (
        <p className={classes.quiet}>{say.quiet}</p>
      ) : (
        <>
          <Bars hours={hours} label={say.bars(digits(calls), digits(changed), digits(refused))} />
          <details className={classes.details}>
            <summary>{say.showTable}</summary>
            <HoursTable hours={hours} />
          </details>
        </>
      )}
    </Section>
  );
}

function Figure({
  name,
  value,
  kind,
}: {
  name: string;
  value: React.ReactNode;
  kind?: (typeof kinds)[number];
}) {
  return (
    <div className={classes.figure}>
      <dt>
        {kind && <span className={classes.swatch} data-kind={kind} aria-hidden="true" />}
        {name}
      </dt>
      <dd>{value}</dd>
    </div>
  );
}

const totalOf = ({ changed, refused, other }: Hour) => changed + refused + other;

function Bars({ hours, label }: { hours: Hour[]; label: string }) {
  const most = Math.max(1, ...hours.map(totalOf));
  return (
    <figure className={classes.chart}>
      <div className={classes.bars} role="img" aria-label={label}>
        {hours.map((hour) => (
          <div key={hour.at} className={classes.bar} title={hourWords(hour)}>
            {kinds
              .filter((kind) => hour[kind] > 0)
              .map((kind) => (
                <span
                  key={kind}
                  className={classes.segment}
                  data-kind={kind}
                  style={{ height: `${(hour[kind] / most) * 100}%` }}
                />
              ))}
          </div>
        ))}
      </div>
      <div className={classes.axis} aria-hidden="true">
        {hours.map(({ at }, index) => (
          <span key={at}>{index % 6 === 0 ? clockOf(new Date(at)) : ""}</span>
        ))}
      </div>
      <figcaption className={classes.legend} aria-hidden="true">
        {[...kinds].reverse().map((kind) => (
          <span key={kind}>
            <span className={classes.swatch} data-kind={kind} />
            {say[kind]}
          </span>
        ))}
        <span className={classes.most}>{say.mostInAnHour(digits(most))}</span>
      </figcaption>
    </figure>
  );
}

const hourWords = (hour: Hour) =>
  say.hourWords(clockOf(new Date(hour.at)), digits(hour.changed), digits(hour.refused), digits(hour.other));

function HoursTable({ hours }: { hours: Hour[] }) {
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">{say.hour}</th>
          <th scope="col">{say.changed}</th>
          <th scope="col">{say.refused}</th>
          <th scope="col">{say.other}</th>
        </tr>
      </thead>
      <tbody>
        {hours.map((hour) => (
          <tr key={hour.at}>
            <th scope="row">
              <Link to="/activity" search={span(hour.at)}>
                {clockOf(new Date(hour.at))}
              </Link>
            </th>
            <td>{digits(hour.changed)}</td>
            <td>{digits(hour.refused)}</td>
            <td>{digits(hour.other)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Okta's entries of that hour, as filters of Activity. */
const span = (at: string) => ({
  actor: "okta,unknown",
  since: at,
  until: new Date(new Date(at).getTime() + HOUR_MS).toISOString(),
});
