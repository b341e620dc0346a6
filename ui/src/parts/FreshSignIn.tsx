import { Button, PasswordInput } from "@mantine/core";
import { createContext, type FormEvent, type ReactNode, use, useCallback, useState } from "react";
import { ApiFailure } from "../api/failure.ts";
import { inWords } from "../api/in-words.ts";
import { usePasswordSignIn } from "../api/password-sign-in.ts";
import type { SecondStep } from "../api/second-step.ts";
import { type SignedIn, useSession } from "../api/session.ts";
import { texts } from "../texts/index.ts";
import { span } from "../time.ts";
import { Dialog, DialogFoot } from "./Dialog.tsx";
import classes from "./FreshSignIn.module.css";
import { Notice } from "./Notice.tsx";
import { OktaButton } from "./OktaButton.tsx";
import { LazySecondStep } from "./second-factor/LazySecondStep.tsx";

const say = texts.connector.fresh;

type Run = <Result>(act: () => Promise<Result>) => Promise<Result>;

const Fresh = createContext<Run>((act) => act());

/** Does what needs a fresh sign-in; where the server asks for one, the person signs in and it is done again. */
export const useFreshSignIn = (): Run => use(Fresh);

interface Waiting {
  goOn: () => void;
  giveUp: () => void;
}

export function FreshSignIn({ children }: { children: ReactNode }) {
  const session = useSession();
  const [waiting, setWaiting] = useState<Waiting | null>(null);
  const run: Run = useCallback(async (act) => {
    try {
      return await act();
    } catch (failure) {
      if (!(failure instanceof ApiFailure) || failure.code !== "fresh_sign_in") throw failure;
      await new Promise<void>((goOn, refuse) => setWaiting({ goOn, giveUp: () => refuse(failure) }));
      return act();
    }
  }, []);
  return (
    <Fresh value={run}>
      {children}
      <Dialog
        opened={waiting !== null}
        onClose={() => {
          waiting?.giveUp();
          setWaiting(null);
        }}
        title={say.title}
        above
      >
        {session.data && (
          <Again
            signedIn={session.data}
            onSignedIn={() => {
              waiting?.goOn();
              setWaiting(null);
            }}
          />
        )}
      </Dialog>
    </Fresh>
  );
}

function Again({ signedIn, onSignedIn }: { signedIn: SignedIn; onSignedIn: () => void }) {
  if (signedIn.session.method === "password")
    return <WithPassword userName={signedIn.user.userName} onSignedIn={onSignedIn} />;
  const { pathname, search } = window.location;
  return (
    <div className={classes.form}>
      <p>{say.lead}</p>
      <p className={classes.hint}>{say.oktaText}</p>
      <OktaButton returnTo={pathname + search} label={say.okta} />
    </div>
  );
}

function WithPassword({ userName, onSignedIn }: { userName: string; onSignedIn: () => void }) {
  const signIn = usePasswordSignIn();
  const [password, setPassword] = useState("");
  const [missing, setMissing] = useState(false);
  const [step, setStep] = useState<SecondStep | null>(null);
  const wrong = signIn.error?.code === "wrong_credentials";
  const submit = (event: FormEvent) => {
    // The dialog may stand within a form of the page, which is not meant.
    event.preventDefault();
    event.stopPropagation();
    setMissing(password === "");
    if (password !== "" && !signIn.isPending)
      signIn.mutate({ userName, password }, { onSuccess: (step) => (step ? setStep(step) : onSignedIn()) });
  };
  if (step)
    return (
      <LazySecondStep
        step={step}
        untitled
        onSignedIn={onSignedIn}
        onAgain={() => {
          setPassword("");
          setStep(null);
        }}
      />
    );
  return (
    <form onSubmit={submit} noValidate className={classes.form}>
      <p>{say.lead}</p>
      {signIn.error && !wrong && (
        <Notice tone="refused">
          {signIn.error.code === "too_many_attempts"
            ? say.wait(span(signIn.error.retryAfter ?? 60))
            : inWords(signIn.error)}
        </Notice>
      )}
      <input type="hidden" name="username" autoComplete="username" value={userName} readOnly />
      <PasswordInput
        label={say.password}
        autoComplete="current-password"
        data-autofocus
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        error={missing ? say.missing : wrong ? say.wrong : null}
        aria-invalid={missing || wrong ? true : undefined}
        visibilityToggleButtonProps={{ "aria-label": texts.signIn.showPassword, tabIndex: 0 }}
      />
      <DialogFoot>
        <Button type="submit" variant="filled" aria-busy={signIn.isPending}>
          {signIn.isPending ? say.pending : say.verb}
        </Button>
      </DialogFoot>
    </form>
  );
}
