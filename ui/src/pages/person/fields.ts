// What of a person an admin can edit here, as a form holds it.
import type { Person } from "../../api/people.ts";
import { roleKey } from "../../roles.ts";
import type { Values } from "./merge.ts";

export interface Field {
  name: string;
  label: string;
}

const REQUIRED = new Set(["givenName", "familyName", "email", "userName"]);

/** The editable ones in the server's order; the access role is drawn by itself. */
export const fieldsOf = (person: Person): Field[] =>
  person.attributes.flatMap(({ field, label, editable, managed }) =>
    field && field !== "accessRole" && editable && !managed ? [{ name: field, label }] : [],
  );

export const isRequired = (field: string): boolean => REQUIRED.has(field);

/** The present values of the editable fields; the role as "none" for app access only. */
export function valuesOf(person: Person): Values {
  const values: Values = Object.fromEntries(
    person.attributes.flatMap(({ field, value }) => (field ? [[field, value ?? ""]] : [])),
  );
  return { ...values, accessRole: roleKey(person.accessRole) };
}
