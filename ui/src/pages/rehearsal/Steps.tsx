import {
  ChevronRight,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleMinus,
  LoaderCircle,
  type LucideIcon,
} from "lucide-react";
import { milliseconds } from "../../activity/sentence.ts";
import { dialects, type RehearsalView, type Step, type StepState } from "../../api/rehearsal.ts";
import { Section } from "../../shell/Page.tsx";
import { texts } from "../../texts/index.ts";
import { Exchanges } from "./Exchanges.tsx";
import classes from "./Rehearsal.module.css";

const say = texts.rehearsal;
const icons: Record<StepState, LucideIcon> = {
  waiting: CircleDashed,
  running: LoaderCircle,
  done: CircleCheck,
  failed: CircleAlert,
  skipped: CircleMinus,
};

/** The steps as they come; of all three dialects, each under its own head. */
export function Steps({ view }: { view: RehearsalView }) {
  const { dialect, steps } = view;
  if (dialect !== "all") return <StepList id="steps" title={say.steps} steps={steps} />;
  return dialects
    .map((each) => ({ each, own: steps.filter((step) => step.dialect === each) }))
    .filter(({ own }) => own.length > 0)
    .map(({ each, own }) => (
      <StepList key={each} id={`steps-${each}`} title={say.dialects[each]} steps={own} />
    ));
}

function StepList({ id, title, steps }: { id: string; title: string; steps: Step[] }) {
  return (
    <Section id={id} title={title}>
      <ol className={classes.steps}>
        {steps.map((step) => (
          <li key={step.n} className={classes.step} data-state={step.state}>
            {step.exchanges.length > 0 ? (
              // What went wrong is open from the start.
              <details open={step.state === "failed"}>
                <summary>
                  <Line step={step} />
                </summary>
                <Exchanges step={step} />
              </details>
            ) : (
              <div className={classes.plain}>
                <Line step={step} />
              </div>
            )}
          </li>
        ))}
      </ol>
    </Section>
  );
}

function Line({ step }: { step: Step }) {
  const { n, title, state, sentence, progress, micros, calls } = step;
  const Icon = icons[state];
  return (
    <span className={classes.line}>
      <Icon size={16} aria-hidden className={classes.icon} />
      <span className={classes.words}>
        <span className={classes.title}>
          <span className={classes.number}>{n}</span> {title}
          <span className={state === "done" ? "hidden-text" : classes.word}>{say.stepStates[state]}</span>
        </span>
        {sentence && <span className={classes.why}>{sentence}</span>}
        {progress && state === "running" && (
          <span className={classes.stepProgress}>
            <progress
              className={classes.progress}
              value={progress.done}
              max={progress.of}
              aria-label={title}
            />
            {say.stepProgress(progress.done, progress.of)}
          </span>
        )}
      </span>
      <span className={classes.figures}>
        {calls > 0 && <span>{say.calls(calls)}</span>}
        {micros !== null && state !== "running" && <span>{say.ms(milliseconds(micros))}</span>}
        <ChevronRight size={14} aria-hidden className={classes.chevron} />
      </span>
    </span>
  );
}
