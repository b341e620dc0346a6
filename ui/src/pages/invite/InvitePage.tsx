import { Button, PasswordInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import type { ApiFailure } from "../../api/failure.ts";
import { asFailure } from "../../api/in-words.ts";
import { type Invite, inviteQuery, useAcceptInvite } from "../../api/invites.ts";
import { type SecondStep, secondStepOf } from "../../api/second-step.ts";
import { Brand } from "../../parts/Brand.tsx";
import { LonePage } from "../../parts/LonePage.tsx";
import { Moment } from "../../parts/Moment.tsx";
import { Notice } from "../../parts/Notice.tsx";
import { Lines } from "../../parts/States.tsx";
import { StrengthLine } from "../../parts/StrengthLine.tsx";
import { LazySecondStep } from "../../parts/second-factor/LazySecondStep.tsx";
import { useTitle } from "../../parts/useTitle.ts";
import { LEAST } from "../../strength.ts";
import { texts } from "../../texts/index.ts";
import { UnloadedPage } from "../UnloadedPage.tsx";
import classes from "./InvitePage.module.css";

const say = texts.invites;

/** Behind an invitation's link: whoever was invited chooses a password and is signed in. */
export function InvitePage() {
  useTitle(say.title);
  const { token = "" } = useParams({ strict: false }) as { token?: string };
  const invite = useQuery(inviteQuery(token));
  if (invite.data)
    return (
      <LonePage head={<Brand />}>
        <Join token={token} invite={invite.data} />
      </LonePage>
    );
  const failure = invite.error && asFailure(invite.error);
  const ended = failure?.status === 404 ? "over" : failure?.code === "okta_required" ? "okta" : null;
  if (failure && !ended)
    return <UnloadedPage failure={failure} onTry={() => void invite.refetch()} trying={invite.isFetching} />;
  return <LonePage head={<Brand />}>{ended ? <Ended as={ended} /> : <Lines count={5} />}</LonePage>;
}

/**
 * In place of the form. "over": used, replaced or too old; the server does not say which to whoever tries links.
 * "okta": passwords are of no use here. "app-only": the password is set, and this is a browser.
 */
function Ended({ as }: { as: "over" | "okta" | "app-only" }) {
  const { title, text, todo } = say.ended[as];
  return (
    <div role="alert" className={classes.over}>
      <h1>{title}</h1>
      <p>{text}</p>
      <p>{todo}</p>
      {as !== "app-only" && (
        <Button component="a" href="/" size="md">
          {say.toSignIn}
        </Button>
      )}
    </div>
  );
}

/** Where a refusal belongs: at the password, above the form, or in place of it. */
function placed(failure: ApiFailure): { place: "password" | "form" | "over" | "okta"; text: string } {
  if (failure.kind === "lost") return { place: "form", text: say.refused.lost };
  if (failure.status === 404) return { place: "over", text: "" };
  if (failure.code === "okta_required") return { place: "okta", text: "" };
  if (failure.code === "unaccepted_value" || failure.code === "missing_value")
    return { place: "password", text: failure.detail };
  return { place: "form", text: say.refused.other(failure.detail) };
}

function Join({ token, invite }: { token: string; invite: Invite }) {
  const { user, organization, expiresAt } = invite;
  const navigate = useNavigate();
  const accept = useAcceptInvite(token);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [step, setStep] = useState<SecondStep | null>(null);
  const [outcome, setOutcome] = useState<"over" | "okta" | "app-only" | null>(null);
  const form = useForm({
    initialValues: { password: "", again: "" },
    validate: {
      password: (value) => ([...value].length < LEAST ? texts.account.tooShort(LEAST) : null),
      again: (value, { password }) => (value === password ? null : say.notAlike),
    },
  });
  const submit = form.onSubmit(
    ({ password }) => {
      if (accept.isPending) return;
      setRefusal(null);
      accept.mutate(
        { password },
        {
          onSuccess: (signedIn) => (signedIn ? navigate({ to: "/", replace: true }) : setOutcome("app-only")),
          onError: (thrown) => {
            const asked = secondStepOf(thrown);
            if (asked) return setStep(asked);
            const { place, text } = placed(asFailure(thrown));
            if (place === "over" || place === "okta") setOutcome(place);
            else if (place === "form") setRefusal(text);
            else {
              form.setFieldError("password", text);
              form.getInputNode("password")?.focus();
            }
          },
        },
      );
    },
    (failures) => form.getInputNode(failures.password ? "password" : "again")?.focus(),
  );
  if (step)
    return (
      <LazySecondStep
        step={step}
        onSignedIn={() => navigate({ to: "/", replace: true })}
        // The password is set: from here on one signs in with it.
        onAgain={() => navigate({ to: "/", replace: true })}
      />
    );
  if (outcome) return <Ended as={outcome} />;
  const field = (name: "password" | "again", label: string) => (
    <PasswordInput
      label={label}
      autoComplete="new-password"
      aria-invalid={form.errors[name] ? true : undefined}
      {...(name === "password" ? { "aria-describedby": "strength" } : {})}
      visibilityToggleButtonProps={{ "aria-label": texts.signIn.showPassword, tabIndex: 0 }}
      {...form.getInputProps(name)}
    />
  );
  return (
    <form onSubmit={submit} noValidate className={classes.form}>
      <div>
        <h1>{say.heading(organization.name)}</h1>
        <p className={classes.lead}>{say.lead(user.displayName || user.userName)}</p>
      </div>
      {refusal && <Notice tone="refused">{refusal}</Notice>}
      <div>
        <p className={classes.name}>{say.userName}</p>
        <p className={classes.value}>{user.userName}</p>
      </div>
      {/* For a password manager: whose password this is. */}
      <input type="text" autoComplete="username" value={user.userName} readOnly hidden />
      <div>
        {field("password", say.password)}
        <StrengthLine
          id="strength"
          password={form.values.password}
          related={[user.displayName ?? "", user.userName, user.email, organization.name]}
        />
      </div>
      {field("again", say.again)}
      <Button
        type="submit"
        size="md"
        fullWidth
        variant="filled"
        aria-busy={accept.isPending}
        aria-disabled={accept.isPending}
      >
        {accept.isPending ? say.pending : say.submit}
      </Button>
      <p className={classes.until}>
        {say.until} <Moment iso={expiresAt} now={new Date()} />
      </p>
    </form>
  );
}
