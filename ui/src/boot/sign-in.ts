import type { paths } from "../api/schema.ts";

/** How one signs in here: boot data and `GET /api/v1/sign-in` alike. */
export type SignIn = paths["/api/v1/sign-in"]["get"]["responses"]["200"]["content"]["application/json"];

export function isSignIn(value: unknown): value is SignIn {
  if (typeof value !== "object" || value === null) return false;
  const { mode, organization } = value as Record<string, unknown>;
  return (mode === "local" || mode === "okta" || mode === "both") && typeof organization === "string";
}

/** A path of this site to go to after signing in; anything that leads elsewhere becomes `/`. */
export function ownPath(path: string | null | undefined): string {
  if (!path?.startsWith("/") || path.startsWith("//") || /[\\\p{Cc}]/u.test(path)) return "/";
  return path;
}
