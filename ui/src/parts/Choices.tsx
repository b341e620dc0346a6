import { Radio } from "@mantine/core";
import { type ReactNode, useId } from "react";
import classes from "./Choices.module.css";

export interface Choice<Value extends string> {
  value: Value;
  label: string;
  hint?: ReactNode;
  /** Asked for once this one is chosen. */
  more?: ReactNode;
}

/** One of a few, each a row with its hint; what a choice asks for opens below it. */
export function Choices<Value extends string>({
  label,
  hideLabel = false,
  choices,
  value,
  onChange,
}: {
  label: string;
  hideLabel?: boolean;
  choices: Choice<Value>[];
  value: Value;
  onChange: (value: Value) => void;
}) {
  const id = useId();
  return (
    <div role="radiogroup" aria-labelledby={id} className={classes.group}>
      <p id={id} className={hideLabel ? "hidden-text" : classes.label}>
        {label}
      </p>
      <div className={classes.rows}>
        {choices.map((choice) => {
          const chosen = choice.value === value;
          const hint = `${id}-${choice.value}`;
          return (
            <div key={choice.value} className={classes.row} data-chosen={chosen || undefined}>
              {/* biome-ignore lint/a11y/noLabelWithoutControl: Radio holds the control. */}
              <label className={classes.choice}>
                <Radio
                  name={id}
                  value={choice.value}
                  checked={chosen}
                  onChange={() => onChange(choice.value)}
                  {...(choice.hint ? { "aria-describedby": hint } : {})}
                />
                <span className={classes.words}>
                  <span className={classes.name}>{choice.label}</span>
                  {choice.hint && (
                    <span id={hint} className={classes.hint}>
                      {choice.hint}
                    </span>
                  )}
                </span>
              </label>
              {chosen && choice.more && <div className={classes.more}>{choice.more}</div>}
            </div>
          );
        })}
      </div>
    </div>
  );
}
