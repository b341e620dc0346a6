import { Button, PasswordInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { ApiFailure } from "../../api/failure.ts";
import { asFailure, inWords } from "../../api/in-words.ts";
import { beginOwnTotp, type TotpEnrolment, useConfirmOwn } from "../../api/second-factor.ts";
import { Dialog, DialogFoot } from "../../parts/Dialog.tsx";
import { useFreshSignIn } from "../../parts/FreshSignIn.tsx";
import { Notice } from "../../parts/Notice.tsx";
import { isOver, ofCode, ofStep } from "../../parts/second-factor/in-words.ts";
import { RecoveryCodes } from "../../parts/second-factor/RecoveryCodes.tsx";
import classes from "../../parts/second-factor/SecondFactor.module.css";
import { TotpSetup } from "../../parts/second-factor/TotpSetup.tsx";
import { toast } from "../../parts/toast.tsx";
import { texts } from "../../texts/index.ts";

const say = texts.secondFactor;

/** The password first, then the app, then, with the first second factor, the recovery codes. */
export function AddApp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Dialog opened={opened} onClose={onClose} title={say.own.app}>
      {opened && <Steps onClose={onClose} />}
    </Dialog>
  );
}

function Steps({ onClose }: { onClose: () => void }) {
  const run = useFreshSignIn();
  const begin = useMutation<TotpEnrolment, ApiFailure, string>({
    mutationFn: (password) => run(() => beginOwnTotp(password)),
  });
  const confirm = useConfirmOwn();
  const [password, setPassword] = useState("");
  const [missing, setMissing] = useState(false);
  const [codes, setCodes] = useState<string[] | null>(null);

  if (codes) return <RecoveryCodes codes={codes} onKept={onClose} />;
  if (begin.data) {
    const { enrolment } = begin.data;
    return (
      <div className={classes.form}>
        {ofStep(confirm.error) && <Notice tone="refused">{ofStep(confirm.error)}</Notice>}
        {isOver(confirm.error) ? (
          <DialogFoot>
            <Button
              onClick={() => {
                begin.reset();
                confirm.reset();
              }}
            >
              {say.enrol.again}
            </Button>
          </DialogFoot>
        ) : (
          <TotpSetup
            totp={begin.data}
            refused={ofCode(confirm.error)}
            pending={confirm.isPending}
            onCode={(code) =>
              confirm.mutate(
                { enrolment, code },
                {
                  onSuccess: (made) => {
                    toast(say.own.appAdded);
                    if (made) setCodes(made);
                    else onClose();
                  },
                },
              )
            }
          />
        )}
      </div>
    );
  }
  const failure = begin.error && asFailure(begin.error);
  const wrong = failure?.code === "wrong_credentials";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    setMissing(password === "");
    if (password !== "" && !begin.isPending) begin.mutate(password);
  };
  return (
    <form onSubmit={submit} noValidate className={classes.form}>
      {failure && !wrong && <Notice tone="refused">{say.enrol.notAdded(inWords(failure))}</Notice>}
      <PasswordInput
        label={say.own.password}
        description={say.own.passwordHint}
        autoComplete="current-password"
        data-autofocus
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        error={missing ? say.own.missingPassword : wrong ? say.own.wrongPassword : null}
        aria-invalid={missing || wrong ? true : undefined}
        visibilityToggleButtonProps={{ "aria-label": texts.signIn.showPassword, tabIndex: 0 }}
      />
      <DialogFoot>
        <Button onClick={onClose}>{texts.parts.cancel}</Button>
        <Button type="submit" variant="filled" aria-busy={begin.isPending} aria-disabled={begin.isPending}>
          {begin.isPending ? say.enrol.preparing : say.enrol.next}
        </Button>
      </DialogFoot>
    </form>
  );
}
