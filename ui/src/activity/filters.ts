// The filters of Activity as the address carries them. What is not known is left out rather than sent on.
import { type ActivityFilters, actorKinds, outcomes } from "../api/activity.ts";

/** Kinds of target; the API's words. */
export const targetKinds = [
  "user",
  "group",
  "sign_in",
  "sign_in_policy",
  "connector",
  "toolkit",
  "organization",
  "directory",
  "people",
  "server",
  "rehearsal",
  "scim",
] as const;
export type TargetKind = (typeof targetKinds)[number];

const listed = (value: unknown, known: readonly string[]): string | undefined => {
  if (typeof value !== "string") return undefined;
  const asked = value.split(",");
  // In the order of the known ones: two addresses that mean the same are the same query.
  const kept = known.filter((each) => asked.includes(each));
  return kept.length === 0 ? undefined : kept.join(",");
};

const text = (value: unknown): string | undefined => {
  const trimmed = typeof value === "string" || typeof value === "number" ? String(value).trim() : "";
  return trimmed === "" ? undefined : trimmed.slice(0, 200);
};

const time = (value: unknown): string | undefined =>
  typeof value === "string" && !Number.isNaN(Date.parse(value)) ? value : undefined;

export const periods = ["hour", "day", "week"] as const;
export type Period = (typeof periods)[number];
const HOURS: Record<Period, number> = { hour: 1, day: 24, week: 168 };

export const isPeriod = (value: unknown): value is Period => periods.some((period) => period === value);

/** The time that "day" means at `now`; a time stays what it is. To the minute, so that it is the same for a while. */
export function sinceOf(value: string | undefined, now: Date): string | undefined {
  if (!isPeriod(value)) return value;
  const minute = Math.floor(now.getTime() / 60_000) * 60_000;
  return new Date(minute - HOURS[value] * 3_600_000).toISOString();
}

/** From the address's search; safe on anything that somebody may have typed there. */
export function activityFilters(search: Record<string, unknown>): ActivityFilters {
  const found = {
    outcome: listed(search.outcome, outcomes),
    actor: listed(search.actor, actorKinds),
    kind: listed(search.kind, targetKinds),
    target: text(search.target),
    q: text(search.q),
    since: time(search.since),
    until: time(search.until),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

export const isFiltered = (filters: ActivityFilters): boolean => Object.keys(filters).length > 0;
