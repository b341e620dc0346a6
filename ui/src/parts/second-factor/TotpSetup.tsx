import { Button, TextInput } from "@mantine/core";
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { texts } from "../../texts/index.ts";
import { Copy } from "../Copy.tsx";
import { QrCode } from "./QrCode.tsx";
import classes from "./SecondFactor.module.css";

const say = texts.secondFactor.enrol;

/** The key in fours, as people copy it. */
const inFours = (key: string) => key.replace(/(.{4})(?=.)/g, "$1 ");

/** Puts a secret into an authenticator app, and takes its first code. */
export function TotpSetup({
  totp,
  refused,
  pending,
  onCode,
  foot,
}: {
  totp: { secret: string; uri: string };
  /** Why the code was not taken; beside the field. */
  refused: string | null;
  pending: boolean;
  onCode: (code: string) => void;
  /** Before the button: the way back. */
  foot?: ReactNode;
}) {
  const [code, setCode] = useState("");
  const [missing, setMissing] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    setMissing(code.trim() === "");
    if (code.trim() === "") return field.current?.focus();
    if (!pending) onCode(code);
  };
  return (
    <form onSubmit={submit} noValidate className={classes.form}>
      <p className={classes.lead}>{say.scan}</p>
      <div className={classes.setup}>
        <QrCode value={totp.uri} label={say.qr} />
        <div className={classes.key}>
          <span className={classes.keyName}>{say.key}</span>
          <code>{inFours(totp.secret)}</code>
          <Copy value={totp.secret} what={say.key} />
        </div>
      </div>
      <CodeInput
        ref={field}
        label={say.code}
        value={code}
        onChange={setCode}
        refused={missing ? texts.secondFactor.step.missingCode : refused}
      />
      <div className={classes.buttons}>
        <Button type="submit" size="md" variant="filled" aria-busy={pending} aria-disabled={pending}>
          {pending ? say.confirming : say.confirm}
        </Button>
        {foot}
      </div>
    </form>
  );
}

/** A field for a code of an authenticator app. Blanks are taken as they are pasted. */
export function CodeInput({
  ref,
  label,
  hint,
  value,
  onChange,
  refused,
}: {
  ref: React.Ref<HTMLInputElement>;
  label: string;
  hint?: string;
  value: string;
  onChange: (value: string) => void;
  refused: string | null;
}) {
  return (
    <TextInput
      ref={ref}
      label={label}
      description={hint}
      inputMode="numeric"
      autoComplete="one-time-code"
      spellCheck={false}
      data-autofocus
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={refused}
      aria-invalid={refused ? true : undefined}
    />
  );
}
