import { Lock } from "lucide-react";
import type { ReactNode } from "react";
import { texts } from "../texts/index.ts";
import classes from "./Facts.module.css";

export interface Fact {
  name: string;
  /** Null: there is none, which is said. */
  value: ReactNode;
  /** Okta is where this is changed: shown as plain text with a lock, never as a greyed field. */
  fromOkta?: boolean;
  /** At the end of the line, such as "Why?". */
  extra?: ReactNode;
}

/** A definition list: names left, values right, hairlines between. */
export function Facts({ facts, narrow = false }: { facts: Fact[]; narrow?: boolean }) {
  return (
    <dl className={classes.facts} data-narrow={narrow || undefined}>
      {facts.map((fact) => (
        <div key={fact.name} className={classes.row}>
          <dt>{fact.name}</dt>
          <dd>
            <span className={classes.value}>
              {fact.value ?? <span className={classes.none}>{texts.parts.none}</span>}
            </span>
            {fact.fromOkta && (
              <span className={classes.lock} title={texts.home.managed}>
                <Lock size={12} aria-hidden />
                <span className="hidden-text">{texts.home.managed}</span>
                <span aria-hidden="true">{texts.home.okta}</span>
              </span>
            )}
            {fact.extra}
          </dd>
        </div>
      ))}
    </dl>
  );
}
