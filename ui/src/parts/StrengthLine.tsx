import { CircleCheck, TriangleAlert } from "lucide-react";
import { LEAST, MOST, type Strength, strengthOf } from "../strength.ts";
import { texts } from "../texts/index.ts";
import classes from "./StrengthLine.module.css";

const tones: Partial<Record<Strength, "waiting" | "done">> = {
  common: "waiting",
  related: "waiting",
  pattern: "waiting",
  long: "waiting",
  strong: "done",
};

/** How hard a new password is to guess, in words, below its field. `related` is what is known of its owner. */
export function StrengthLine({ id, password, related }: { id: string; password: string; related: string[] }) {
  const strength = strengthOf(password, related);
  const words = texts.welcome.strength;
  const text = {
    ...words,
    short: words.short(String([...password].length), String(LEAST)),
    long: words.long(String(MOST)),
  }[strength];
  const tone = tones[strength];
  return (
    <p id={id} role="status" className={classes.strength} data-tone={tone}>
      {tone === "waiting" && <TriangleAlert size={14} aria-hidden />}
      {tone === "done" && <CircleCheck size={14} aria-hidden />}
      {text}
    </p>
  );
}
