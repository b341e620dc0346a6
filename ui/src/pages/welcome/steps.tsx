// The four steps' fields. All read and write one form, so that Back keeps everything.
import { PasswordInput, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { Choices } from "../../parts/Choices.tsx";
import { StrengthLine } from "../../parts/StrengthLine.tsx";
import { isPlainHttp, squeezed } from "../../public-url.ts";
import { texts } from "../../texts/index.ts";
import classes from "./Welcome.module.css";

const say = texts.welcome;

export interface Values {
  code: string;
  organization: string;
  givenName: string;
  familyName: string;
  email: string;
  password: string;
  reach: "later" | "public" | "agent";
  publicUrl: string;
}

type Form = UseFormReturnType<Values>;

export function CodeStep({ form }: { form: Form }) {
  return (
    <>
      <TextInput
        label={say.code.label}
        description={say.code.hint}
        autoComplete="one-time-code"
        autoCapitalize="characters"
        spellCheck={false}
        classNames={{ input: classes.code ?? "" }}
        {...form.getInputProps("code")}
        onChange={(event) => form.setFieldValue("code", squeezed(event.currentTarget.value).toUpperCase())}
      />
      <div className={classes.where}>
        <strong>{say.code.whereTitle}</strong>
        {say.code.where} <code>{say.code.command}</code>
      </div>
    </>
  );
}

export function OrganizationStep({ form }: { form: Form }) {
  return (
    <TextInput
      label={say.organization.label}
      description={say.organization.hint}
      autoComplete="organization"
      {...form.getInputProps("organization")}
    />
  );
}

export function OwnerStep({ form }: { form: Form }) {
  const { organization, givenName, familyName, email, password } = form.getValues();
  return (
    <>
      <div className={classes.pair}>
        <TextInput
          label={say.owner.givenName}
          autoComplete="given-name"
          {...form.getInputProps("givenName")}
        />
        <TextInput
          label={say.owner.familyName}
          autoComplete="family-name"
          {...form.getInputProps("familyName")}
        />
      </div>
      <TextInput
        label={say.owner.email}
        description={say.owner.emailHint}
        type="email"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        {...form.getInputProps("email")}
        onChange={(event) => form.setFieldValue("email", squeezed(event.currentTarget.value))}
      />
      <div>
        <PasswordInput
          label={say.owner.password}
          autoComplete="new-password"
          aria-describedby="strength"
          aria-invalid={form.errors.password ? true : undefined}
          visibilityToggleButtonProps={{ "aria-label": texts.signIn.showPassword, tabIndex: 0 }}
          {...form.getInputProps("password")}
        />
        <StrengthLine
          id="strength"
          password={password}
          related={[organization, givenName, familyName, email]}
        />
      </div>
    </>
  );
}

export function ReachStep({ form }: { form: Form }) {
  const { reach, publicUrl } = form.getValues();
  return (
    <Choices
      label={say.reach.legend}
      hideLabel
      value={reach}
      onChange={(value) => form.setFieldValue("reach", value)}
      choices={[
        {
          value: "public",
          label: say.reach.public,
          hint: say.reach.publicHint,
          more: (
            <TextInput
              label={say.reach.url}
              placeholder={say.reach.urlPlaceholder}
              inputMode="url"
              autoCapitalize="none"
              spellCheck={false}
              {...form.getInputProps("publicUrl")}
              {...(isPlainHttp(publicUrl) ? { description: texts.publicUrlMistakes.plain } : {})}
              onChange={(event) => form.setFieldValue("publicUrl", squeezed(event.currentTarget.value))}
            />
          ),
        },
        { value: "agent", label: say.reach.agent, hint: say.reach.agentHint },
        { value: "later", label: say.reach.later, hint: say.reach.laterHint },
      ]}
    />
  );
}
