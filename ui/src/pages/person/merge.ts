// Two admins edit one person. What each of them changed, beside what both began from.

export type Values = Record<string, string>;

export interface Merge {
  /** Both changed it, to different values: someone has to choose. */
  both: string[];
  /** Changed by the other one only. */
  theirs: string[];
  /** Changed here only, or by both to the same. */
  yours: string[];
}

/** `base` is what both saw, `yours` what was typed, `theirs` what is stored now. Fields are those of `yours`. */
export function mergeOf(base: Values, yours: Values, theirs: Values): Merge {
  const merge: Merge = { both: [], theirs: [], yours: [] };
  for (const field of Object.keys(yours)) {
    const mine = (yours[field] ?? "") !== (base[field] ?? "");
    const other = (theirs[field] ?? "") !== (base[field] ?? "");
    if (mine && other && yours[field] !== theirs[field]) merge.both.push(field);
    else if (mine && !other) merge.yours.push(field);
    else if (!mine && other) merge.theirs.push(field);
  }
  return merge;
}

/** What to send: where `yours` differs from what is stored. An emptied value is null. */
export function changeOf(stored: Values, yours: Values): Record<string, string | null> {
  return Object.fromEntries(
    Object.entries(yours)
      .map(([field, value]): [string, string] => [field, value.trim()])
      .filter(([field, value]) => value !== (stored[field] ?? ""))
      .map(([field, value]) => [field, value === "" ? null : value]),
  );
}
