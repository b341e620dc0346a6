import type { ApiFailure } from "./failure.ts";
import { inWords } from "./in-words.ts";

export interface FieldRefusalOf {
  text: string;
  /** The field that it is about; null where it is about none of the form's. */
  field: string | null;
  /** Who has what was asked for. */
  holder: { id: string; name: string } | null;
}

const TAKEN = new Set(["email", "userName"]);

/** A refusal of a form: which of its `fields` it belongs beside, as the problem's members say. */
export function refusalByField(failure: ApiFailure, fields: readonly string[]): FieldRefusalOf {
  const { field, holder } = failure.members;
  // What is taken is the email or the user name; where the answer does not say which, the first of them in the form.
  const meant = field ?? (failure.code === "taken" && fields.find((each) => TAKEN.has(each)));
  return {
    text: inWords(failure),
    field: typeof meant === "string" && fields.includes(meant) ? meant : null,
    holder: isHolder(holder) ? holder : null,
  };
}

function isHolder(value: unknown): value is { id: string; name: string } {
  if (typeof value !== "object" || value === null) return false;
  const { id, name } = value as Record<string, unknown>;
  return typeof id === "string" && typeof name === "string";
}
