// A person's history, cut into days.
import type { AttributeChange, Entry } from "../../api/activity.ts";
import { ROLE_IN_EFFECT } from "../../api/why.ts";

/** Entries under the day that they were made on where the reader is, in the order that they came in. */
export function byDay(entries: Entry[]): [string, Entry[]][] {
  const days = new Map<string, Entry[]>();
  for (const entry of entries) {
    const day = new Date(entry.at).toDateString();
    const list = days.get(day);
    if (list) list.push(entry);
    else days.set(day, [entry]);
  }
  return [...days].map(([day, list]) => [day.replaceAll(" ", "-"), list]);
}

/** Where the role in effect is told, the attribute that it came in would tell it a second time. */
export function withoutEcho(changes: AttributeChange[]): AttributeChange[] {
  if (!changes.some(({ attribute }) => attribute === ROLE_IN_EFFECT)) return changes;
  return changes.filter(({ attribute }) => !/(^|:)(accessRole|roles)$/.test(attribute));
}
