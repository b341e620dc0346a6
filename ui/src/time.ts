// Times in words. `now` is always handed in.
import { texts } from "./texts/index.ts";

const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const dayAndYear = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hour12: false });
const whole = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "long" });

/** "14:02" today, "3 May, 14:02" this year, "3 May 2025, 14:02" else. */
export function at(time: Date, now: Date): string {
  if (time.toDateString() === now.toDateString()) return clock.format(time);
  const date = time.getFullYear() === now.getFullYear() ? day : dayAndYear;
  return `${date.format(time)}, ${clock.format(time)}`;
}

/** "Today", "Yesterday", "3 May", "3 May 2025". */
export function dayOf(time: Date, now: Date): string {
  if (time.toDateString() === now.toDateString()) return texts.parts.today;
  const before = new Date(now);
  before.setDate(now.getDate() - 1);
  if (time.toDateString() === before.toDateString()) return texts.parts.yesterday;
  return (time.getFullYear() === now.getFullYear() ? day : dayAndYear).format(time);
}

/** The whole of it, for a tooltip. */
export const exactly = (time: Date): string => whole.format(time);

export const clockOf = (time: Date): string => clock.format(time);

/** "2026-11-03" as "3 Nov 2026": a day of the calendar, in nobody's zone. */
export function dayInWords(date: string): string {
  const [year = 0, month = 1, ofMonth = 1] = date.split("-").map(Number);
  return dayAndYear.format(new Date(year, month - 1, ofMonth));
}

/** "45 seconds", "1 minute", "2 minutes": rounded up, so that waiting that long is enough. */
export function span(seconds: number): string {
  const of = (n: number, unit: string) => `${n} ${unit}${n === 1 ? "" : "s"}`;
  if (seconds < 90) return of(seconds, "second");
  if (seconds < 5400) return of(Math.ceil(seconds / 60), "minute");
  return of(Math.ceil(seconds / 3600), "hour");
}

/**
 * "just now", "2 min ago", "3 h ago" within a day, else as `at`; of another year the day alone, for that fits into a column.
 * A clock that is a little ahead is "just now".
 */
export function relative(time: Date, now: Date): string {
  const seconds = (now.getTime() - time.getTime()) / 1000;
  if (seconds < -60 || seconds >= 86_400)
    return time.getFullYear() === now.getFullYear() ? at(time, now) : dayAndYear.format(time);
  if (seconds < 60) return texts.parts.justNow;
  if (seconds < 3600) return texts.parts.ago(Math.floor(seconds / 60), "min");
  return texts.parts.ago(Math.floor(seconds / 3600), "h");
}
