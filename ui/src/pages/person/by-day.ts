// A person's history, cut into days.
import type { Entry } from "../../api/activity.ts";

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
