// What of a person an admin can edit here, as a form holds it.
import { attributeLabel } from "../../activity/sentence.ts";
import type { Person } from "../../api/people.ts";
import type { Attribute } from "../../api/users.ts";
import { roleKey } from "../../roles.ts";
import type { Values } from "./merge.ts";

export interface Field {
  name: string;
  label: string;
  /** Asked for at once; the others behind a button, as most people have none of them. */
  usual: boolean;
}

const REQUIRED = new Set(["givenName", "familyName", "email", "userName"]);
const USUAL = new Set([...REQUIRED, "displayName", "phone", "title", "department"]);

/** The access role is drawn by itself, whichever attribute it came in. */
export const isRole = ({ name }: Attribute): boolean => /(^|:)(accessRole|roles)$/.test(name);

/** The editable ones in the server's order. */
export const fieldsOf = (person: Person): Field[] =>
  person.attributes
    .filter((it) => it.key !== null && it.editable && !it.managed && !isRole(it))
    .map((it) => ({
      name: it.key ?? it.name,
      label: it.label,
      usual: USUAL.has(it.key ?? "") || it.value !== null,
    }));

export const isRequired = (field: string): boolean => REQUIRED.has(field);

/** A value as text; what is not text is for Okta to change, and only shown. */
export const asText = (value: unknown): string =>
  value === null || value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value);

/** The present values of all that an edit can name; the role as "none" for app access only. */
export function valuesOf(person: Person): Values {
  const values: Values = Object.fromEntries(
    person.attributes.flatMap((it) => (it.key && !isRole(it) ? [[it.key, asText(it.value)]] : [])),
  );
  return { ...values, accessRole: roleKey(person.accessRole) };
}

/** What an edit calls `field`, in the words of the screen. */
export const labelOf = (person: Person, field: string): string =>
  person.attributes.find((it) => it.key === field && !isRole(it))?.label ?? attributeLabel(field);
