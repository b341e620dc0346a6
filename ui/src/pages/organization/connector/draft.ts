// The two values while they are typed. A test sign-in leaves the page, so they rest in this tab's storage meanwhile;
// neither is a secret.
import type { OktaValues, SignInPolicy } from "../../../api/sign-in-policy.ts";

const KEY = "latchkey.manage-users";

export interface Draft extends OktaValues {
  /** When a test sign-in with these very values was begun. */
  testBegunAt: string | null;
}

export function readDraft(storage: Pick<Storage, "getItem">): Draft | null {
  try {
    const kept: unknown = JSON.parse(storage.getItem(KEY) ?? "null");
    if (typeof kept !== "object" || kept === null) return null;
    const { issuer, clientId, testBegunAt } = kept as Record<string, unknown>;
    if (typeof issuer !== "string" || typeof clientId !== "string") return null;
    return { issuer, clientId, testBegunAt: typeof testBegunAt === "string" ? testBegunAt : null };
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
 * When a test sign-in with `values` passed, as far as this tab and the server know; null where it has not. The server
 * remembers the last test only, so one that was begun here counts once the server's is younger.
 */
export function testedAt(
  values: OktaValues,
  draft: Draft | null,
  known: SignInPolicy | undefined,
): string | null {
  const same = (other: OktaValues | null | undefined) =>
    other?.issuer === values.issuer && other.clientId === values.clientId;
  if (same(known?.policy) && known?.policy?.testedAt) return known.policy.testedAt;
  if (!same(draft) || !draft?.testBegunAt || !known?.testedAt) return null;
  return Date.parse(known.testedAt) >= Date.parse(draft.testBegunAt) ? known.testedAt : null;
}

export type ClientIdMistake = "url" | "person";

/** What is pasted in place of a Client ID; what Okta gives out has neither. */
export function clientIdMistake(value: string): ClientIdMistake | null {
  if (/:\/\/|^[\w-]+(\.[\w-]+)+(\/|$)/.test(value)) return "url";
  return value.includes("@") ? "person" : null;
}
