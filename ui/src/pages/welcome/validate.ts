// What each step wants before it lets one on. Where the mistake is, is a field of the form.
import type { FormErrors } from "@mantine/form";
import { publicUrlInWords } from "../../public-url.ts";
import { LEAST, MOST } from "../../strength.ts";
import { texts } from "../../texts/index.ts";
import type { Values } from "./steps.tsx";

const say = texts.welcome;

export type StepName = "code" | "organization" | "owner" | "reach";

const CODE_LENGTH = 8;

function codeMistake(code: string): string | null {
  const count = code.replaceAll("-", "").length;
  if (count === 0) return say.code.missing;
  return count === CODE_LENGTH ? null : say.code.length(String(count));
}

function emailMistake(email: string): string | null {
  if (email === "") return say.owner.missingEmail;
  return /^[^@\s]+@[^@\s]+$/.test(email) ? null : say.owner.noEmail(email);
}

function passwordMistake(password: string): string | null {
  const length = [...password].length;
  if (length === 0) return say.owner.missingPassword;
  if (length < LEAST) return say.strength.short(String(length), String(LEAST));
  return length > MOST ? say.strength.long(String(MOST)) : null;
}

function mistakes(step: StepName, values: Values): Record<string, string | null> {
  switch (step) {
    case "code":
      return { code: codeMistake(values.code) };
    case "organization":
      return { organization: values.organization.trim() === "" ? say.organization.missing : null };
    case "owner":
      return {
        givenName: values.givenName.trim() === "" ? say.owner.missingGivenName : null,
        familyName: values.familyName.trim() === "" ? say.owner.missingFamilyName : null,
        email: emailMistake(values.email),
        password: passwordMistake(values.password),
      };
    case "reach":
      return {
        publicUrl:
          values.reach !== "public"
            ? null
            : values.publicUrl === ""
              ? say.reach.missing
              : publicUrlInWords(values.publicUrl),
      };
  }
}

/** The mistakes of one step by field; empty where it may be left. */
export function mistakesOf(step: StepName, values: Values): FormErrors {
  return Object.fromEntries(Object.entries(mistakes(step, values)).filter(([, mistake]) => mistake));
}
