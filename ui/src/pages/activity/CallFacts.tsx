import { Link } from "@tanstack/react-router";
import { milliseconds, whoDidIt } from "../../activity/sentence.ts";
import type { Entry } from "../../api/activity.ts";
import { Copy } from "../../parts/Copy.tsx";
import { type Fact, Facts } from "../../parts/Facts.tsx";
import { paths } from "../../paths.ts";
import { texts } from "../../texts/index.ts";
import { exactly } from "../../time.ts";
import classes from "./ActivityPage.module.css";

const say = texts.activity.call;

/** When, who, about whom, and the call: what a search in Okta's System Log or in our log needs. */
export function CallFacts({ entry }: { entry: Entry }) {
  return (
    <section className={classes.part} aria-labelledby="facts">
      <h3 id="facts">{say.facts}</h3>
      <Facts narrow facts={[...times(entry), ...parties(entry), ...callFacts(entry)]} />
    </section>
  );
}

const mono = (value: string, what: string) => (
  <span className={classes.mono}>
    <code>{value}</code>
    <Copy value={value} what={what} />
  </span>
);

function times({ at, lastAt, count }: Entry): Fact[] {
  const here = (iso: string) => <time dateTime={iso}>{exactly(new Date(iso))}</time>;
  if (count > 1)
    return [
      { name: say.count, value: texts.activity.times(count) },
      { name: say.first, value: here(at) },
      { name: say.last, value: here(lastAt) },
      { name: say.utc, value: mono(lastAt, say.utc) },
    ];
  return [
    { name: say.at, value: here(at) },
    { name: say.utc, value: mono(at, say.utc) },
  ];
}

/** Where a target can be opened; one that has no page, or is gone, is only named. */
const pages = new Map([
  ["user", paths.person],
  ["group", paths.group],
]);

function parties({ actor, target }: Entry): Fact[] {
  const page = pages.get(target.kind);
  return [
    { name: say.actor, value: whoDidIt(actor) },
    {
      name: say.target,
      value: page && target.id ? <Link to={page(target.id)}>{target.name}</Link> : target.name,
    },
  ];
}

function callFacts({ id, call, outcome }: Entry): Fact[] {
  const entryId: Fact = { name: say.entryId, value: mono(id, say.entryId) };
  if (!call) return [entryId];
  const passkey = call.passkey
    ? say.passkeyEnds(call.passkey)
    : outcome === "wrong_passkey"
      ? say.passkeyNone
      : null;
  return [
    { name: say.method, value: mono(`${call.method} ${call.path}`, say.method) },
    { name: say.status, value: String(call.status) },
    { name: say.took, value: say.ms(milliseconds(call.micros)) },
    ...(call.from ? [{ name: say.from, value: call.from }] : []),
    ...(passkey ? [{ name: say.passkey, value: passkey }] : []),
    { name: say.requestId, value: mono(call.requestId, say.requestId) },
    entryId,
  ];
}
