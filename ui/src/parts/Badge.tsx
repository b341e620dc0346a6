import type { ReactNode } from "react";
import classes from "./Badge.module.css";

export type Tone = "neutral" | "done" | "waiting" | "refused";

/** A state in a word, with an icon: never told by colour alone. */
export function Badge({
  tone = "neutral",
  icon,
  children,
}: {
  tone?: Tone;
  icon?: ReactNode;
  children: ReactNode;
}) {
  return (
    <span className={classes.badge} data-tone={tone}>
      {icon}
      {children}
    </span>
  );
}
