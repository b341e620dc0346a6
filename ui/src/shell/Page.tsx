import { Link } from "@tanstack/react-router";
import { ChevronLeft } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { useTitle } from "../parts/useTitle.ts";
import { texts } from "../texts/index.ts";
import classes from "./Page.module.css";

let arrived = false;

/**
 * A screen in the pane: a header that stays, and below it one column, a column with an aside, or (`layout` "table")
 * all the room for a DataTable that scrolls by itself. `drawer` is docked beside it.
 */
export function Page({
  title,
  badge,
  back,
  actions,
  aside,
  layout = "text",
  drawer,
  children,
}: {
  title: string;
  badge?: ReactNode;
  /** Where one level up is; from depth 2 on. */
  back?: { to: string; label: string };
  /** One filled button at most, two plain, then a MoreMenu. */
  actions?: ReactNode;
  aside?: ReactNode;
  layout?: "text" | "table";
  drawer?: ReactNode;
  children: ReactNode;
}) {
  useTitle(title);
  const heading = useRef<HTMLHeadingElement>(null);
  // A reader hears where a link has led. The first page of a visit speaks for itself.
  useEffect(() => {
    if (arrived) heading.current?.focus({ preventScroll: true });
    arrived = true;
  }, []);
  return (
    <main className={classes.main} data-layout={layout}>
      <div className={classes.header}>
        {back && (
          <Link to={back.to} className={classes.back} aria-label={texts.parts.back(back.label)}>
            <ChevronLeft size={16} aria-hidden />
            <span>{back.label}</span>
          </Link>
        )}
        <h1 ref={heading} tabIndex={-1} className={classes.title}>
          {title}
        </h1>
        {badge}
        {actions && <div className={classes.actions}>{actions}</div>}
      </div>
      <div className={classes.work}>
        {layout === "table" ? (
          <div className={classes.table}>{children}</div>
        ) : (
          <div className={classes.body} data-aside={aside ? "" : undefined}>
            <div className={classes.column}>{children}</div>
            {aside && <div className={classes.aside}>{aside}</div>}
          </div>
        )}
        {drawer}
      </div>
    </main>
  );
}

/** A titled part of a screen. */
export function Section({
  id,
  title,
  lead,
  actions,
  children,
}: {
  id: string;
  title: string;
  lead?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section aria-labelledby={id} className={classes.section}>
      <div className={classes.sectionHead}>
        <h2 id={id}>{title}</h2>
        {actions && <div className={classes.actions}>{actions}</div>}
      </div>
      {lead && <p className={classes.lead}>{lead}</p>}
      <div className={classes.card}>{children}</div>
    </section>
  );
}
