import { useState } from "react";
import type { Exchange, Step } from "../../api/rehearsal.ts";
import { JsonView } from "../../parts/JsonView.tsx";
import { texts } from "../../texts/index.ts";
import classes from "./Rehearsal.module.css";

const say = texts.rehearsal;

/** Each call of a step in a line; its bodies when it is opened. */
export function Exchanges({ step }: { step: Step }) {
  const { exchanges, calls } = step;
  return (
    <>
      <ul className={classes.exchanges}>
        {exchanges.map((exchange, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: calls only ever join at the end.
          <li key={at}>
            <ExchangeLine exchange={exchange} />
          </li>
        ))}
      </ul>
      {exchanges.length < calls && <p className={classes.hint}>{say.callsMore(exchanges.length, calls)}</p>}
    </>
  );
}

function ExchangeLine({ exchange }: { exchange: Exchange }) {
  const { method, path, status, ms, note, sent = null, received = null } = exchange;
  const [open, setOpen] = useState(false);
  const call = `${method} ${path}`;
  const line = (
    <span className={classes.call}>
      <code>{call}</code>
      <span className={classes.status}>
        {status ?? say.noAnswer} · {say.ms(String(ms))}
      </span>
    </span>
  );
  return (
    <>
      {sent === null && received === null ? (
        <div className={classes.plainCall}>{line}</div>
      ) : (
        <details className={classes.exchange} onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>{line}</summary>
          {open && (
            <div className={classes.bodies}>
              {sent !== null && (
                <div>
                  <h3>{say.sent}</h3>
                  <JsonView value={sent} what={say.jsonSent(call)} />
                </div>
              )}
              {received !== null && (
                <div>
                  <h3>{say.received}</h3>
                  <JsonView value={received} what={say.jsonReceived(call)} />
                </div>
              )}
            </div>
          )}
        </details>
      )}
      {note && (
        <p className={classes.note}>
          <strong>{say.note}</strong> {note}
        </p>
      )}
    </>
  );
}
