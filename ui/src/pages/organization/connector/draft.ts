// The two values while they are typed. A test sign-in leaves the page, so they rest in this tab's storage meanwhile;
// neither is a secret.
import type { OktaValues } from "../../../api/sign-in-policy.ts";

const KEY = "latchkey.manage-users";

export function readDraft(storage: Pick<Storage, "getItem">): OktaValues | null {
  try {
    const kept: unknown = JSON.parse(storage.getItem(KEY) ?? "null");
    if (typeof kept !== "object" || kept === null) return null;
    const { issuer, clientId } = kept as Record<string, unknown>;
    if (typeof issuer !== "string" || typeof clientId !== "string") return null;
    return { issuer, clientId };
  } catch {
    return null;
  }
}

export function keepDraft(storage: Pick<Storage, "setItem" | "removeItem">, draft: OktaValues | null): void {
  try {
    if (draft) storage.setItem(KEY, JSON.stringify(draft));
    else storage.removeItem(KEY);
  } catch {
    // A browser that keeps nothing: the values are typed again after a test.
  }
}

export type ClientIdMistake = "url" | "person";

/** What is pasted in place of a Client ID; what Okta gives out has neither. */
export function clientIdMistake(value: string): ClientIdMistake | null {
  if (/:\/\/|^[\w-]+(\.[\w-]+)+(\/|$)/.test(value)) return "url";
  return value.includes("@") ? "person" : null;
}
