import {
  Check,
  CircleAlert,
  CircleCheck,
  CircleMinus,
  Eye,
  KeyRound,
  type LucideIcon,
  TriangleAlert,
} from "lucide-react";
import type { Outcome as OutcomeWord } from "../api/activity.ts";
import { texts } from "../texts/index.ts";
import classes from "./Outcome.module.css";

const icons: Record<OutcomeWord, LucideIcon> = {
  changed: CircleCheck,
  unchanged: CircleMinus,
  done: Check,
  refused: CircleAlert,
  wrong_passkey: KeyRound,
  read: Eye,
  notice: TriangleAlert,
};

/** What came of it, as icon and word. */
export function Outcome({ outcome }: { outcome: OutcomeWord }) {
  const Icon = icons[outcome];
  return (
    <span className={classes.outcome} data-outcome={outcome}>
      <Icon size={14} aria-hidden />
      {texts.activity.outcomes[outcome]}
    </span>
  );
}
