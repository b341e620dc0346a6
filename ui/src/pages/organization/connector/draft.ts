// The two values while they are typed. A test sign-in leaves the page, so they rest in this tab's storage meanwhile;
// neither is a secret.
import type { OktaValues, Policy } from "../../../api/sign-in-policy.ts";

const KEY = "latchkey.manage-users";

export interface Draft extends OktaValues {
  /** The newest entry of Activity when a test sign-in with these very values was begun; null where none was. */
  testBegunAfter: number | null;
}

export function readDraft(storage: Pick<Storage, "getItem">): Draft | null {
  try {
    const kept: unknown = JSON.parse(storage.getItem(KEY) ?? "null");
    if (typeof kept !== "object" || kept === null) return null;
    const { issuer, clientId, testBegunAfter } = kept as Record<string, unknown>;
    if (typeof issuer !== "string" || typeof clientId !== "string") return null;
    return { issuer, clientId, testBegunAfter: typeof testBegunAfter === "number" ? testBegunAfter : null };
  } catch {
    return null;
  }
}

export function keepDraft(storage: Pick<Storage, "setItem" | "removeItem">, draft: Draft | null): void {
  try {
    if (draft) storage.setItem(KEY, JSON.stringify(draft));
    else storage.removeItem(KEY);
  } catch {
    // A browser that keeps nothing: the values are typed again after a test.
  }
}

/**
 * When a test sign-in with `values` passed; null where it has not. `saved` is what is required now, `passedAt` when the
 * test passed that this tab began with its draft: typing anything else forgets it.
 */
export function testedAt(
  values: OktaValues,
  draft: Draft | null,
  saved: Policy | null,
  passedAt: string | null,
): string | null {
  const same = (other: OktaValues | null) =>
    other?.issuer === values.issuer && other.clientId === values.clientId;
  if (same(saved) && saved?.testedAt) return saved.testedAt;
  return same(draft) && draft?.testBegunAfter !== null ? passedAt : null;
}

export type ClientIdMistake = "url" | "person";

/** What is pasted in place of a Client ID; what Okta gives out has neither. */
export function clientIdMistake(value: string): ClientIdMistake | null {
  if (/:\/\/|^[\w-]+(\.[\w-]+)+(\/|$)/.test(value)) return "url";
  return value.includes("@") ? "person" : null;
}
