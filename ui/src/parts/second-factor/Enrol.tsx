import { Button } from "@mantine/core";
import { useState } from "react";
import {
  beginPasskeyByTicket,
  beginTotpByTicket,
  carried,
  type SecondStep,
  useEnrolByTicket,
} from "../../api/second-step.ts";
import { platform } from "../../platform/index.ts";
import { texts } from "../../texts/index.ts";
import { Choices } from "../Choices.tsx";
import { Notice } from "../Notice.tsx";
import { isOver, notAdded, ofCode, ofPasskey, ofStep } from "./in-words.ts";
import { PasskeyName } from "./PasskeyName.tsx";
import classes from "./SecondFactor.module.css";
import { TotpSetup } from "./TotpSetup.tsx";

const say = texts.secondFactor.enrol;

/** Adding the first one, before there is a session. */
export function Enrol({
  step,
  onSignedIn,
  onAgain,
}: {
  step: SecondStep;
  onSignedIn: () => void;
  onAgain: (why: string | null) => void;
}) {
  const enrol = useEnrolByTicket(step.ticket);
  const passkeys = step.passkeyNote === null ? platform.passkeys : null;
  const [what, setWhat] = useState<"app" | "passkey">("app");
  const [totp, setTotp] = useState<{ secret: string; uri: string } | null>(null);
  const [naming, setNaming] = useState(false);
  const [pending, setPending] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);

  const failed = (thrown: unknown, text: string) => {
    if (isOver(thrown)) onAgain(texts.secondFactor.step.spent);
    else setRefused(text);
  };
  const next = async () => {
    if (pending) return;
    setRefused(null);
    if (what === "passkey") return setNaming(true);
    setPending(true);
    try {
      setTotp(await beginTotpByTicket(step.ticket));
    } catch (thrown) {
      failed(thrown, notAdded(thrown));
    } finally {
      setPending(false);
    }
  };
  const make = async (name: string) => {
    if (!passkeys) return;
    setRefused(null);
    setPending(true);
    try {
      const { options } = await beginPasskeyByTicket(step.ticket);
      await enrol.mutateAsync({ passkey: carried(await passkeys.make(options)), name });
      onSignedIn();
    } catch (thrown) {
      failed(thrown, ofPasskey(thrown, say.givenUp));
    } finally {
      setPending(false);
    }
  };
  const back = () => {
    setTotp(null);
    setNaming(false);
    setRefused(null);
    enrol.reset();
  };
  const foot = (
    <Button size="md" onClick={back}>
      {say.back}
    </Button>
  );

  if (totp)
    return (
      <>
        {ofStep(enrol.error) && <Notice tone="refused">{ofStep(enrol.error)}</Notice>}
        <TotpSetup
          totp={totp}
          refused={ofCode(enrol.error)}
          pending={enrol.isPending}
          onCode={(code) =>
            enrol.mutate({ code }, { onSuccess: onSignedIn, onError: (thrown) => failed(thrown, "") })
          }
          foot={foot}
        />
      </>
    );
  if (naming) return <PasskeyName pending={pending} refused={refused} onName={make} foot={foot} />;
  return (
    <div className={classes.form}>
      {refused && <Notice tone="refused">{refused}</Notice>}
      {passkeys ? (
        <Choices
          label={say.choice}
          choices={[
            { value: "app", label: say.app, hint: say.appHint },
            { value: "passkey", label: say.passkey, hint: say.passkeyHint },
          ]}
          value={what}
          onChange={setWhat}
        />
      ) : (
        <Notice tone="neutral">{step.passkeyNote ?? texts.secondFactor.own.noPasskeys[platform.kind]}</Notice>
      )}
      <div className={classes.buttons}>
        <Button
          size="md"
          variant="filled"
          data-autofocus
          aria-busy={pending}
          aria-disabled={pending}
          onClick={next}
        >
          {pending ? say.preparing : say.next}
        </Button>
        <Button size="md" onClick={() => onAgain(null)}>
          {texts.secondFactor.step.again}
        </Button>
      </div>
    </div>
  );
}
