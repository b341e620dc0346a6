import { CircleAlert, CircleCheck, CircleDashed, type LucideIcon, TriangleAlert } from "lucide-react";
import type { ReachStep } from "../../../api/connector.ts";
import { texts } from "../../../texts/index.ts";
import classes from "./ReachSteps.module.css";

const say = texts.connector.reach;

const icons: Record<ReachStep["state"], LucideIcon> = {
  passed: CircleCheck,
  warned: TriangleAlert,
  failed: CircleAlert,
  not_tried: CircleDashed,
};

/** The way to the public URL from outside in: what was seen at each step, and what to do. */
export function ReachSteps({ steps, notSeen }: { steps: ReachStep[]; notSeen: string }) {
  return (
    <>
      <ol className={classes.steps} aria-label={say.steps}>
        {steps.map((step) => (
          <Row key={step.id} step={step} />
        ))}
      </ol>
      <p className={classes.notSeen}>{notSeen}</p>
    </>
  );
}

function Row({ step }: { step: ReachStep }) {
  const Icon = icons[step.state];
  return (
    <li className={classes.step} data-state={step.state}>
      <Icon size={16} aria-hidden className={classes.icon} />
      <div>
        <p className={classes.head}>
          <span className={classes.name}>{say.stepNames[step.id]}</span>
          <span className={classes.state}>{say.stepStates[step.state]}</span>
        </p>
        {step.state !== "not_tried" && <p className={classes.seen}>{step.sentence}</p>}
        {step.fix && <p className={classes.fix}>{step.fix}</p>}
      </div>
    </li>
  );
}
