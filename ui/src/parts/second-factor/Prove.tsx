import { Button, TextInput } from "@mantine/core";
import { KeyRound } from "lucide-react";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { carried, type SecondStep, usePassSecondStep } from "../../api/second-step.ts";
import { platform } from "../../platform/index.ts";
import { texts } from "../../texts/index.ts";
import { Notice } from "../Notice.tsx";
import { isOver, ofCode, ofPasskey, ofStep } from "./in-words.ts";
import classes from "./SecondFactor.module.css";
import { CodeInput } from "./TotpSetup.tsx";

const say = texts.secondFactor.step;

/** One of: a code, a passkey, a recovery code. */
export function Prove({
  step,
  onSignedIn,
  onAgain,
}: {
  step: SecondStep;
  onSignedIn: () => void;
  onAgain: (why: string | null) => void;
}) {
  const pass = usePassSecondStep(step.ticket);
  const { passkeys } = platform;
  const withPasskey = step.passkey !== null && passkeys !== null;
  const [recovering, setRecovering] = useState(!step.totp && !withPasskey && step.recoveryCodes);
  const [typed, setTyped] = useState("");
  const [missing, setMissing] = useState(false);
  const [asking, setAsking] = useState(false);
  const [givenUp, setGivenUp] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the other field is another one to type into.
  useEffect(() => field.current?.focus(), [recovering]);

  const refused = (thrown: unknown) => {
    if (isOver(thrown)) onAgain(say.spent);
    else field.current?.select();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    setGivenUp(null);
    setMissing(typed.trim() === "");
    if (typed.trim() === "") return field.current?.focus();
    if (pass.isPending) return;
    const proof = recovering ? { recoveryCode: typed } : { code: typed };
    pass.mutate(proof, { onSuccess: onSignedIn, onError: refused });
  };
  const usePasskey = async () => {
    if (!passkeys || asking || pass.isPending) return;
    setGivenUp(null);
    pass.reset();
    setAsking(true);
    try {
      await pass.mutateAsync({ passkey: carried(await passkeys.use(step.passkey)) });
      onSignedIn();
    } catch (thrown) {
      if (isOver(thrown)) onAgain(say.spent);
      else {
        pass.reset();
        setGivenUp(ofPasskey(thrown, say.passkeyGivenUp));
      }
    } finally {
      setAsking(false);
    }
  };
  const other = (to: boolean) => {
    setRecovering(to);
    setTyped("");
    setMissing(false);
    setGivenUp(null);
    pass.reset();
  };

  const note =
    step.passkeyNote ?? (step.passkey !== null && !passkeys ? say.noPasskeys[platform.kind] : null);
  const said = givenUp ?? ofStep(pass.error);
  const typing = recovering || step.totp;
  const wrong = ofCode(pass.error);
  return (
    <>
      {said && <Notice tone="refused">{said}</Notice>}
      {note && <Notice tone="neutral">{note}</Notice>}
      {!typing && !withPasskey && !step.recoveryCodes && <Notice tone="waiting">{say.noWay}</Notice>}
      {withPasskey && !recovering && (
        <Button
          size="md"
          fullWidth
          variant={step.totp ? "default" : "filled"}
          leftSection={<KeyRound size={16} aria-hidden />}
          aria-busy={asking}
          aria-disabled={asking}
          data-autofocus={!step.totp || undefined}
          onClick={usePasskey}
        >
          {asking ? say.waiting : say.usePasskey}
        </Button>
      )}
      {typing && (
        <form onSubmit={submit} noValidate className={classes.form}>
          {recovering ? (
            <TextInput
              ref={field}
              label={say.recovery}
              description={say.recoveryHint}
              autoComplete="off"
              autoCapitalize="characters"
              spellCheck={false}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              error={missing ? say.missingRecovery : wrong}
              aria-invalid={missing || wrong ? true : undefined}
            />
          ) : (
            <CodeInput
              ref={field}
              label={say.code}
              hint={say.codeHint}
              value={typed}
              onChange={setTyped}
              refused={missing ? say.missingCode : wrong}
            />
          )}
          <Button
            type="submit"
            size="md"
            fullWidth
            variant="filled"
            aria-busy={pass.isPending && !asking}
            aria-disabled={pass.isPending}
          >
            {pass.isPending && !asking ? say.pending : say.verb}
          </Button>
        </form>
      )}
      <div className={classes.ways}>
        {step.recoveryCodes && !recovering && (
          <Button variant="subtle" onClick={() => other(true)}>
            {say.useRecovery}
          </Button>
        )}
        {recovering && (step.totp || withPasskey) && (
          <Button variant="subtle" onClick={() => other(false)}>
            {say.useCode}
          </Button>
        )}
        <Button variant="subtle" onClick={() => onAgain(null)}>
          {say.again}
        </Button>
      </div>
    </>
  );
}
