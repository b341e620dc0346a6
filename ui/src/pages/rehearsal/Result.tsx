import { Button } from "@mantine/core";
import { CircleAlert, CircleCheck, CircleSlash, LoaderCircle, type LucideIcon } from "lucide-react";
import { inWords } from "../../api/in-words.ts";
import { isChoice, type RehearsalView, useCancelRehearsal } from "../../api/rehearsal.ts";
import { Badge, type Tone } from "../../parts/Badge.tsx";
import { Notice } from "../../parts/Notice.tsx";
import { texts } from "../../texts/index.ts";
import classes from "./Rehearsal.module.css";

const say = texts.rehearsal;
const shown: Record<keyof typeof say.states, { tone: Tone; Icon: LucideIcon }> = {
  running: { tone: "neutral", Icon: LoaderCircle },
  passed: { tone: "done", Icon: CircleCheck },
  failed: { tone: "refused", Icon: CircleAlert },
  cancelled: { tone: "waiting", Icon: CircleSlash },
};

/** Where the rehearsal is, or how it went, in a sentence. */
export function Result({ view }: { view: RehearsalView }) {
  const { state, of, steps, dialect, users } = view;
  const cancel = useCancelRehearsal();
  if (state === "idle") return null;
  const { tone, Icon } = shown[state];
  const ended = steps.filter((step) => step.state !== "running" && step.state !== "waiting").length;
  return (
    <section className={classes.result} aria-label={say.title}>
      <div className={classes.resultHead}>
        <Badge tone={tone} icon={<Icon size={12} aria-hidden />}>
          {say.states[state]}
        </Badge>
        {isChoice(dialect) && users !== null && (
          <span className={classes.hint}>{say.ran(say.dialects[dialect], users)}</span>
        )}
        {state === "running" && (
          <Button
            className={classes.cancel ?? ""}
            aria-busy={cancel.isPending}
            onClick={() => !cancel.isPending && cancel.mutate()}
          >
            {cancel.isPending ? say.cancelling : say.cancel}
          </Button>
        )}
      </div>
      <p className={classes.sentence} role="status">
        {sentenceOf(view, ended)}
      </p>
      {cancel.error && <Notice tone="refused">{say.notCancelled(inWords(cancel.error))}</Notice>}
      {state === "running" && (
        <>
          <progress className={classes.progress} value={ended} max={of} aria-label={say.progress} />
          <p className={classes.hint}>{say.stepOf(Math.min(ended + 1, of), of)}</p>
        </>
      )}
    </section>
  );
}

function sentenceOf(view: RehearsalView, ended: number): string {
  const { state, steps, of, startedAt, endedAt, sentence } = view;
  // Why it could not go on says more than how many steps there were.
  if (state === "failed" && sentence) return sentence;
  switch (state) {
    case "running":
      return steps.find((step) => step.state === "running")?.title ?? say.beginning;
    case "passed":
      return say.sentences.passed(of, seconds(startedAt, endedAt));
    case "failed":
      return say.sentences.failed(steps.filter((step) => step.state === "failed").length, of);
    case "cancelled":
      return say.sentences.cancelled(ended, of);
    case "idle":
      return "";
  }
}

function seconds(from: string | null, to: string | null): string {
  const ms = from && to ? new Date(to).getTime() - new Date(from).getTime() : 0;
  return say.seconds((ms / 1000).toFixed(1));
}
