import { Button, TextInput } from "@mantine/core";
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { texts } from "../../texts/index.ts";
import { Notice } from "../Notice.tsx";
import classes from "./SecondFactor.module.css";

const say = texts.secondFactor.enrol;

/** Asks for a passkey's name, then has the browser make it. */
export function PasskeyName({
  pending,
  refused,
  onName,
  foot,
}: {
  pending: boolean;
  refused: string | null;
  onName: (name: string) => void;
  foot?: ReactNode;
}) {
  return (
    <PasskeyNameForm hint={say.nameHint} pending={pending} refused={refused} onName={onName}>
      <div className={classes.buttons}>
        <Button type="submit" size="md" variant="filled" aria-busy={pending} aria-disabled={pending}>
          {pending ? say.making : say.make}
        </Button>
        {foot}
      </div>
    </PasskeyNameForm>
  );
}

/** The field for it, of a new one and of one that is renamed; `children` are the buttons. */
export function PasskeyNameForm({
  start = "",
  hint,
  pending,
  refused,
  onName,
  children,
}: {
  start?: string;
  hint?: string;
  pending: boolean;
  refused: string | null;
  onName: (name: string) => void;
  children: ReactNode;
}) {
  const [name, setName] = useState(start);
  const [missing, setMissing] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    setMissing(name.trim() === "");
    if (name.trim() === "") return field.current?.focus();
    if (!pending) onName(name.trim());
  };
  return (
    <form onSubmit={submit} noValidate className={classes.form}>
      {refused && <Notice tone="refused">{refused}</Notice>}
      <TextInput
        ref={field}
        label={say.name}
        description={hint}
        maxLength={60}
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={missing ? say.missingName : null}
        aria-invalid={missing ? true : undefined}
      />
      {children}
    </form>
  );
}
