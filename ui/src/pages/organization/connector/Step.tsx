import { UnstyledButton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { ChevronDown, CircleAlert, CircleCheck, CircleDashed, Clock, EyeOff } from "lucide-react";
import { useId } from "react";
import type { ChecklistStep } from "../../../api/connector.ts";
import { Breakable } from "../../../parts/Breakable.tsx";
import { Copy } from "../../../parts/Copy.tsx";
import { useNow } from "../../../parts/useNow.ts";
import { texts } from "../../../texts/index.ts";
import { at } from "../../../time.ts";
import classes from "./Checklist.module.css";

const say = texts.connector.checklist;

const icons = {
  todo: CircleDashed,
  waiting: Clock,
  done: CircleCheck,
  refused: CircleAlert,
  not_seen: EyeOff,
};

/** A step: its state and, open, the way there in Okta, what to do, and the values to paste. */
export function Step({
  step,
  number,
  open,
  onToggle,
}: {
  step: ChecklistStep;
  number: number;
  open: boolean;
  onToggle: () => void;
}) {
  const id = useId();
  const now = useNow();
  const Icon = icons[step.state];
  const state = say.states[step.state];
  return (
    <li className={classes.step} data-state={step.state}>
      <UnstyledButton
        className={classes.toggle ?? ""}
        aria-expanded={open}
        aria-controls={id}
        onClick={onToggle}
      >
        <Icon size={16} aria-hidden className={classes.icon} />
        <span className={classes.words}>
          <span className={classes.title}>
            {number}. {step.title}
          </span>
          <span className={classes.state}>
            {step.state === "done" && step.at ? `${state} ${at(new Date(step.at), now)}` : state}
          </span>
        </span>
        <ChevronDown size={14} aria-hidden className={classes.chevron} />
      </UnstyledButton>
      <div id={id} hidden={!open} className={classes.body}>
        {step.sentence && (
          <p className={classes.sentence}>
            {step.sentence}
            {step.entryId && (
              <>
                {" "}
                <Link to="/activity/$entryId" params={{ entryId: step.entryId }}>
                  {say.toCall}
                </Link>
              </>
            )}
          </p>
        )}
        <p className={classes.where}>
          <span className="hidden-text">{say.inOkta}: </span>
          {step.where}
        </p>
        <p>{step.text}</p>
        {step.values.length > 0 && (
          <dl className={classes.values}>
            {step.values.map(({ label, value, copyable }) => (
              <div key={`${label} ${value}`} className={classes.value}>
                <dt>{label}</dt>
                {copyable ? (
                  <dd>
                    <code>
                      <Breakable value={value} />
                    </code>
                    <Copy value={value} what={label} />
                  </dd>
                ) : (
                  <dd>{value}</dd>
                )}
              </div>
            ))}
          </dl>
        )}
      </div>
    </li>
  );
}
