import { Button } from "@mantine/core";
import { type FormEvent, type ReactNode, useEffect, useRef } from "react";
import { Brand } from "../../parts/Brand.tsx";
import { LonePage } from "../../parts/LonePage.tsx";
import { Notice } from "../../parts/Notice.tsx";
import { useTitle } from "../../parts/useTitle.ts";
import { texts } from "../../texts/index.ts";
import classes from "./Welcome.module.css";

const say = texts.welcome;

/** One step: where one is, a heading that takes the focus, the fields, Back and the one way on. */
export function StepFrame({
  step,
  of,
  title,
  lead,
  refusal,
  verb,
  pending = false,
  onBack,
  onNext,
  children,
}: {
  step: number;
  of: number;
  title: string;
  lead: string;
  refusal: ReactNode;
  verb: string;
  pending?: boolean;
  onBack: (() => void) | null;
  onNext: () => void;
  children: ReactNode;
}) {
  useTitle(title);
  const heading = useRef<HTMLHeadingElement>(null);
  // A reader hears the new step; who types goes on with Tab.
  useEffect(() => heading.current?.focus(), []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!pending) onNext();
  };
  return (
    <LonePage wide head={<Brand />}>
      <form onSubmit={submit} noValidate className={classes.form}>
        <div>
          <p className={classes.step}>{say.step(String(step), String(of))}</p>
          <h1 ref={heading} tabIndex={-1} className={classes.title}>
            {title}
          </h1>
          <p className={classes.lead}>{lead}</p>
        </div>
        {refusal && <Notice tone="refused">{refusal}</Notice>}
        <div className={classes.fields}>{children}</div>
        <div className={classes.foot}>
          {onBack && (
            <Button size="md" onClick={onBack}>
              {say.back}
            </Button>
          )}
          <Button
            type="submit"
            size="md"
            variant="filled"
            className={classes.next ?? ""}
            aria-busy={pending}
            aria-disabled={pending}
          >
            {verb}
          </Button>
        </div>
      </form>
    </LonePage>
  );
}
