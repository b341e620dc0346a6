// Access roles are ordered; each has everything of the one before.
export const accessRoles = ["none", "ReadOnly", "User", "Admin", "EnterpriseAdmin"] as const;
export type RoleKey = (typeof accessRoles)[number];

/** The API's null is app access only. */
export function roleKey(role: string | null | undefined): RoleKey {
  return accessRoles.find((known) => known === role) ?? "none";
}

/** Whether someone with role `mine` has what begins with role `needed`. */
export function includes(mine: RoleKey, needed: RoleKey): boolean {
  return accessRoles.indexOf(mine) >= accessRoles.indexOf(needed);
}

/** As the API says it. */
export const toApiRole = (role: RoleKey): Exclude<RoleKey, "none"> | null => (role === "none" ? null : role);
