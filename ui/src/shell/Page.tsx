import type { ReactNode } from "react";
import { useTitle } from "../parts/useTitle.ts";
import classes from "./Page.module.css";

/** A screen in the pane: a header that stays, and below it one column or a column with an aside. */
export function Page({
  title,
  badge,
  aside,
  children,
}: {
  title: string;
  badge?: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
}) {
  useTitle(title);
  return (
    <main>
      <div className={classes.header}>
        <h1 tabIndex={-1}>{title}</h1>
        {badge}
      </div>
      <div className={classes.body} data-aside={aside ? "" : undefined}>
        <div className={classes.column}>{children}</div>
        {aside && <div className={classes.aside}>{aside}</div>}
      </div>
    </main>
  );
}

/** A titled part of a screen. */
export function Section({
  id,
  title,
  lead,
  children,
}: {
  id: string;
  title: string;
  lead?: string;
  children: ReactNode;
}) {
  return (
    <section aria-labelledby={id} className={classes.section}>
      <h2 id={id}>{title}</h2>
      {lead && <p className={classes.lead}>{lead}</p>}
      <div className={classes.card}>{children}</div>
    </section>
  );
}
