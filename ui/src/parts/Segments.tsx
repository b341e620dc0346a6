import { useId } from "react";
import classes from "./Segments.module.css";

/** One of two or three words side by side: radio buttons that look like one control. */
export function Segments<Value extends string>({
  label,
  value,
  onChange,
  choices,
}: {
  label: string;
  value: Value;
  onChange: (value: Value) => void;
  choices: { value: Value; label: string }[];
}) {
  const name = useId();
  return (
    <div role="radiogroup" aria-label={label} className={classes.segments}>
      {choices.map((choice) => (
        <label key={choice.value} className={classes.segment}>
          <input
            type="radio"
            name={name}
            value={choice.value}
            checked={choice.value === value}
            onChange={() => onChange(choice.value)}
            className={classes.radio}
          />
          {choice.label}
        </label>
      ))}
    </div>
  );
}
