import { Button, Skeleton } from "@mantine/core";
import { useState } from "react";
import type { SecondStep } from "../api/second-step.ts";
import { type SignIn, useSignIn } from "../api/session.ts";
import { Logo } from "../parts/Logo.tsx";
import { LonePage } from "../parts/LonePage.tsx";
import { Notice } from "../parts/Notice.tsx";
import { OktaButton } from "../parts/OktaButton.tsx";
import { LazySecondStep } from "../parts/second-factor/LazySecondStep.tsx";
import { useAfter } from "../parts/useAfter.ts";
import { useTitle } from "../parts/useTitle.ts";
import { texts } from "../texts/index.ts";
import { PasswordForm } from "./PasswordForm.tsx";
import classes from "./SignInPage.module.css";

const say = texts.signIn;

/** Why someone who was here before sees this page. */
export type Arrival = "fresh" | "signed-out" | "ended";

/** Sign in, in each of the three ways that the server may allow. */
export function SignInPage({
  arrival,
  returnTo,
  onSignedIn,
}: {
  arrival: Arrival;
  returnTo: string;
  onSignedIn: () => void;
}) {
  useTitle(say.pageTitle);
  const signIn = useSignIn();
  return (
    <LonePage head={<Logo alt={say.logo} className={classes.logo} />}>
      <div className={classes.stack}>
        {arrival === "signed-out" && <Notice tone="neutral">{say.signedOut}</Notice>}
        {arrival === "ended" && <Notice tone="neutral">{say.ended}</Notice>}
        {signIn.data ? (
          <Ways signIn={signIn.data} returnTo={returnTo} onSignedIn={onSignedIn} />
        ) : signIn.isError ? (
          <>
            <Notice tone="refused">{say.loadFailed}</Notice>
            <Button onClick={() => signIn.refetch()}>{texts.tryAgain}</Button>
          </>
        ) : (
          <WaysSkeleton />
        )}
      </div>
    </LonePage>
  );
}

function Ways({
  signIn,
  returnTo,
  onSignedIn,
}: {
  signIn: SignIn;
  returnTo: string;
  onSignedIn: () => void;
}) {
  const [withPassword, setWithPassword] = useState(false);
  const [step, setStep] = useState<SecondStep | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const { mode, organization, rehearsal } = signIn;
  if (step)
    return (
      <LazySecondStep
        step={step}
        onSignedIn={onSignedIn}
        onAgain={(why) => {
          setSaid(why);
          setStep(null);
        }}
      />
    );
  const form = (primary: boolean) => (
    <PasswordForm primary={primary} said={said} onSignedIn={onSignedIn} onStep={setStep} />
  );
  return (
    <>
      <div>
        <h1 className={classes.title}>{say.title(organization)}</h1>
        <p className={classes.lead}>{mode === "local" ? say.localOnly : say.oktaRequired(organization)}</p>
      </div>
      {rehearsal && (
        <Notice tone="waiting" title={say.rehearsalTitle}>
          {say.rehearsal}
        </Notice>
      )}
      {mode !== "local" && <OktaButton returnTo={returnTo} />}
      {mode === "local" && form(true)}
      {mode === "both" &&
        (withPassword ? (
          <div className={classes.second}>{form(false)}</div>
        ) : (
          <div className={classes.second}>
            <Button variant="subtle" fullWidth size="md" onClick={() => setWithPassword(true)}>
              {say.localInstead}
            </Button>
            <p className={classes.hint}>{say.localInsteadHint}</p>
          </div>
        ))}
    </>
  );
}

function WaysSkeleton() {
  if (!useAfter(200)) return <div className={classes.waiting} />;
  return (
    <div className={classes.waiting} aria-hidden="true">
      <Skeleton height={28} width="70%" />
      <Skeleton height={16} mt={12} />
      <Skeleton height={36} mt={24} />
    </div>
  );
}
