import type { ReactNode } from "react";
import { platform } from "../platform/index.ts";
import { texts } from "../texts/index.ts";
import classes from "./LonePage.module.css";

/** A page without sidebar: sign in, a refusal, no answer. One card, and where one is below it. */
export function LonePage({
  head,
  wide = false,
  children,
}: {
  head: ReactNode;
  wide?: boolean;
  children: ReactNode;
}) {
  return (
    <div className={classes.page}>
      <div className={classes.column} data-wide={wide || undefined}>
        <header className={classes.head}>{head}</header>
        <main className={classes.card}>{children}</main>
        <footer className={classes.foot}>{texts.signIn.foot(platform.host)}</footer>
      </div>
    </div>
  );
}
