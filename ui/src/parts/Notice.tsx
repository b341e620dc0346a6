import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import classes from "./Notice.module.css";

const icons = { neutral: Info, waiting: TriangleAlert, refused: CircleAlert };

/**
 * Something to know, beside its cause. A refusal is announced at once and stays; the others are announced
 * when the reader pauses.
 */
export function Notice({
  tone,
  title,
  children,
}: {
  tone: "neutral" | "waiting" | "refused";
  title?: string;
  children: ReactNode;
}) {
  const Icon = icons[tone];
  return (
    <div className={classes.notice} data-tone={tone} role={tone === "refused" ? "alert" : "status"}>
      <Icon size={16} aria-hidden className={classes.icon} />
      <div>
        {title && <strong className={classes.title}>{title}</strong>}
        <p>{children}</p>
      </div>
    </div>
  );
}
