import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { ApiFailure } from "../api/failure.ts";
import { usePasswordSignIn } from "../api/password-sign-in.ts";
import type { SecondStep } from "../api/second-step.ts";
import { Notice } from "../parts/Notice.tsx";
import { texts } from "../texts/index.ts";
import { span } from "../time.ts";
import classes from "./PasswordForm.module.css";

/** Why nobody was signed in, and beside which field it belongs; "form" where it is about neither. */
export function inWords(failure: ApiFailure, userName: string): { place: "password" | "form"; text: string } {
  const say = texts.signIn.refused;
  if (failure.kind === "lost") return { place: "form", text: say.lost };
  switch (failure.code) {
    case "wrong_credentials":
      return { place: "password", text: say.wrong_credentials(userName) };
    case "okta_required":
      return { place: "form", text: say.okta_required };
    case "too_many_attempts":
      return { place: "form", text: say.too_many_attempts(userName, span(failure.retryAfter ?? 60)) };
    case "deactivated":
      return { place: "form", text: say.deactivated(userName) };
    case "app_access_only":
      return { place: "form", text: say.app_access_only(userName) };
    default:
      return { place: "form", text: say.other(failure.detail) };
  }
}

/** Signs in with a local password. What is typed stays after a refusal. */
export function PasswordForm({
  primary,
  said = null,
  onSignedIn,
  onStep,
}: {
  primary: boolean;
  /** Why one is here again. */
  said?: string | null;
  onSignedIn: () => void;
  /** The password is right, and something more is asked for. */
  onStep: (step: SecondStep) => void;
}) {
  const signIn = usePasswordSignIn();
  const [capsLock, setCapsLock] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(said);
  const userNameField = useRef<HTMLInputElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { userName: "", password: "" },
    validate: {
      userName: (value) => (value.trim() === "" ? texts.signIn.missingUserName : null),
      password: (value) => (value === "" ? texts.signIn.missingPassword : null),
    },
  });

  useEffect(() => userNameField.current?.focus(), []);

  const submit = form.onSubmit(
    ({ userName, password }) => {
      if (signIn.isPending) return;
      setRefusal(null);
      signIn.mutate(
        { userName: userName.trim(), password },
        {
          onSuccess: (step) => (step ? onStep(step) : onSignedIn()),
          onError: (failure) => {
            const { place, text } = inWords(failure, userName.trim());
            if (place === "password") {
              form.setFieldError("password", text);
              passwordField.current?.select();
            } else {
              setRefusal(text);
            }
          },
        },
      );
    },
    (failures) => (failures.userName ? userNameField : passwordField).current?.focus(),
  );

  const watchCapsLock = (event: KeyboardEvent) => setCapsLock(event.getModifierState("CapsLock"));

  return (
    <form onSubmit={submit} noValidate className={classes.form}>
      {refusal && <Notice tone="refused">{refusal}</Notice>}
      <TextInput
        ref={userNameField}
        label={texts.signIn.userName}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        key={form.key("userName")}
        {...form.getInputProps("userName")}
      />
      <div>
        <PasswordInput
          ref={passwordField}
          label={texts.signIn.password}
          autoComplete="current-password"
          aria-invalid={form.errors.password ? true : undefined}
          key={form.key("password")}
          {...form.getInputProps("password")}
          onKeyDown={watchCapsLock}
          onKeyUp={watchCapsLock}
          // Its pressed state tells the rest, so the name stays.
          visibilityToggleButtonProps={{ "aria-label": texts.signIn.showPassword, tabIndex: 0 }}
        />
        <p role="status" className={classes.capsLock}>
          {capsLock ? texts.signIn.capsLock : ""}
        </p>
      </div>
      <Button
        type="submit"
        size="md"
        fullWidth
        variant={primary ? "filled" : "default"}
        aria-disabled={signIn.isPending}
        aria-busy={signIn.isPending}
      >
        {signIn.isPending ? texts.signIn.pending : texts.signIn.submit}
      </Button>
    </form>
  );
}
