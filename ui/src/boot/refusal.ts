/** The closed set of reasons for which a page is refused. The server holds the same one. */
export const refusalCodes = [
  "not_provisioned",
  "deactivated",
  "app_access_only",
  "not_assigned",
  "issuer_refused",
  "issuer_unreachable",
  "issuer_misbehaved",
  "expired",
  "state_mismatch",
  "already_used",
  "other_issuer",
  "not_linked",
  "toolkit_off",
  "not_set_up",
  "interface_only",
] as const;

export type RefusalCode = (typeof refusalCodes)[number];

/** A refused page as the server tells it. The sentences are the server's: they are in its HTML, too. */
export interface Refusal {
  code: string;
  title: string;
  text: string;
  todo: string;
  issuerSaid?: { error: string; description?: string | null } | null;
  who?: string | null;
  supportContact?: string | null;
  reference?: string | null;
}

export function isRefusal(value: unknown): value is Refusal {
  if (typeof value !== "object" || value === null) return false;
  return ["code", "title", "text", "todo"].every(
    (key) => typeof (value as Record<string, unknown>)[key] === "string",
  );
}

export function knownCode(code: string): RefusalCode | "other" {
  return (refusalCodes as readonly string[]).includes(code) ? (code as RefusalCode) : "other";
}
