import { useLayoutEffect, useRef } from "react";
import type { SecondStep as Step } from "../../api/second-step.ts";
import { texts } from "../../texts/index.ts";
import { Enrol } from "./Enrol.tsx";
import { Prove } from "./Prove.tsx";
import classes from "./SecondFactor.module.css";

/** After a right password: one's second factor, or adding one. `title` as a heading of the page, unless a dialog has it. */
export default function SecondStep({
  step,
  untitled = false,
  onSignedIn,
  onAgain,
}: {
  step: Step;
  untitled?: boolean;
  onSignedIn: () => void;
  /** Back to the password; with why, if the ticket is over. */
  onAgain: (why: string | null) => void;
}) {
  const title = useRef<HTMLHeadingElement>(null);
  // What had the focus went with the password's form. A field that comes takes it from here.
  useLayoutEffect(() => title.current?.focus(), []);
  const say = step.enrol ? texts.secondFactor.enrol : texts.secondFactor.step;
  const Ways = step.enrol ? Enrol : Prove;
  return (
    <div className={classes.form}>
      <div>
        {!untitled && (
          <h1 ref={title} tabIndex={-1} className={classes.title}>
            {say.title}
          </h1>
        )}
        <p className={classes.lead}>{say.lead}</p>
      </div>
      <Ways step={step} onSignedIn={onSignedIn} onAgain={onAgain} />
    </div>
  );
}
