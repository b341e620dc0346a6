// An entry in a sentence, and its values in words. One place for Activity, Home and a person's history.
import type { Entry, Json } from "../api/activity.ts";
import { texts } from "../texts/index.ts";

const say = texts.activity;

type Happened = {
  done: (name: string) => string;
  asked: (name: string) => string;
};
const happened = new Map<string, Happened>(Object.entries(say.happened));

const gathered = new Map<string, Happened>(Object.entries(say.gathered));

/** Refused and unchanged say what was asked for: "Refused · Deactivate Bo Lind". */
const isDone = (outcome: Entry["outcome"]): boolean => outcome !== "unchanged" && outcome !== "refused";

/** "Deactivated Bo Lind"; an action that this version does not know is told by its own name. */
export function whatHappened({
  action,
  target,
  outcome,
}: Pick<Entry, "action" | "target" | "outcome">): string {
  // Reads are gathered by kind: then no one person or group is their target.
  const known = (target.id === null && gathered.get(action)) || happened.get(action);
  if (!known) return say.other(action, target.name);
  return isDone(outcome) ? known.done(target.name) : known.asked(target.name);
}

/** Who did it; a person by name, everyone else by what they are. */
export function whoDidIt(actor: Entry["actor"]): string {
  return actor.kind === "person" ? actor.name : say.actors[actor.kind];
}

const labels = new Map<string, string>(Object.entries(texts.attributes));

/** The part of an attribute's path that a schema's URN does not say, and a filter's brackets neither. */
const leafPath = (path: string): string => {
  const withoutUrn = path.startsWith("urn:") ? path.slice(path.lastIndexOf(":") + 1) : path;
  return withoutUrn.replace(/\[[^\]]*\]/g, "");
};

/** "Family name" for `name.familyName`, "Phone" for `phoneNumbers[type eq "work"].value`; else the path itself. */
export function attributeLabel(path: string): string {
  const plain = leafPath(path);
  return labels.get(plain) ?? labels.get(plain.split(".")[0] ?? "") ?? path;
}

const hasValue = (item: Json): item is { value: string } =>
  typeof item === "object" && item !== null && !Array.isArray(item) && typeof item.value === "string";

/** A value of an attribute in a line: a list of texts joined, anything deeper as JSON. */
export function valueInWords(value: unknown): string {
  if (value === null || value === undefined) return say.call.absent;
  if (value === "") return say.call.emptyText;
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? say.call.yes : say.call.no;
  if (Array.isArray(value) && value.every((each) => typeof each === "string" || typeof each === "number"))
    return value.length === 0 ? say.call.emptyText : value.join(", ");
  // Emails and their like: of each, what it is about.
  if (Array.isArray(value) && value.length > 0 && value.every(hasValue))
    return value.map((each) => each.value).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

const whole = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat("en-GB", { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** Microseconds as milliseconds: "0.4", "12", "1,204". */
export function milliseconds(micros: number): string {
  const ms = micros / 1000;
  return (ms < 10 ? tenths : whole).format(ms);
}
