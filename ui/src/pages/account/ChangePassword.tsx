import { Button, PasswordInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import type { ApiFailure } from "../../api/failure.ts";
import { asFailure, inWords } from "../../api/in-words.ts";
import { useChangePassword } from "../../api/me.ts";
import type { SignedIn } from "../../api/session.ts";
import { Notice } from "../../parts/Notice.tsx";
import { StrengthLine } from "../../parts/StrengthLine.tsx";
import { toast } from "../../parts/toast.tsx";
import { Section } from "../../shell/Page.tsx";
import { LEAST } from "../../strength.ts";
import { texts } from "../../texts/index.ts";
import classes from "./AccountPage.module.css";

const say = texts.account;

/** Where a refusal belongs: at the current password, at the new one, or above the form. */
function placed(failure: ApiFailure): { field: "current" | "next" | null; text: string } {
  if (failure.code === "wrong_credentials") return { field: "current", text: say.wrongCurrent };
  if (failure.code === "unaccepted_value" || failure.code === "missing_value")
    return { field: "next", text: failure.detail };
  return { field: null, text: say.notChanged(inWords(failure)) };
}

/** Changes the local password. What was typed stays after a refusal, and goes once it is done. */
export function ChangePassword({ user }: { user: SignedIn["user"] }) {
  const change = useChangePassword();
  const [refusal, setRefusal] = useState<string | null>(null);
  const form = useForm({
    initialValues: { current: "", next: "", again: "" },
    validate: {
      current: (value) => (value === "" ? say.missingCurrent : null),
      next: (value, { current }) => {
        if ([...value].length < LEAST) return say.tooShort(LEAST);
        return value === current ? say.same : null;
      },
      again: (value, { next }) => (value === next ? null : say.notAlike),
    },
  });
  const submit = form.onSubmit(
    ({ current, next }) => {
      if (change.isPending) return;
      setRefusal(null);
      change.mutate(
        { current, new: next },
        {
          onSuccess: () => {
            form.reset();
            toast(say.changed);
          },
          onError: (thrown) => {
            const { field, text } = placed(asFailure(thrown));
            if (field === null) return setRefusal(text);
            form.setFieldError(field, text);
            form.getInputNode(field)?.focus();
          },
        },
      );
    },
    (failures) => form.getInputNode(Object.keys(failures)[0] ?? "current")?.focus(),
  );
  const field = (name: "current" | "next" | "again", label: string, autoComplete: string) => (
    <PasswordInput
      label={label}
      autoComplete={autoComplete}
      aria-invalid={form.errors[name] ? true : undefined}
      {...(name === "next" ? { "aria-describedby": "strength" } : {})}
      key={form.key(name)}
      {...form.getInputProps(name)}
      visibilityToggleButtonProps={{ "aria-label": texts.signIn.showPassword, tabIndex: 0 }}
    />
  );
  return (
    <Section id="password" title={say.password} lead={say.passwordLead}>
      <form onSubmit={submit} noValidate className={classes.form}>
        {refusal && <Notice tone="refused">{refusal}</Notice>}
        {/* For a password manager: whose password this is. */}
        <input type="text" autoComplete="username" value={user.userName} readOnly hidden />
        {field("current", say.currentPassword, "current-password")}
        <div>
          {field("next", say.newPassword, "new-password")}
          <StrengthLine
            id="strength"
            password={form.values.next}
            related={[user.givenName, user.familyName, user.email, user.userName]}
          />
        </div>
        {field("again", say.again, "new-password")}
        <div>
          <Button type="submit" size="md" aria-busy={change.isPending} aria-disabled={change.isPending}>
            {change.isPending ? say.changing : say.change}
          </Button>
        </div>
      </form>
    </Section>
  );
}
