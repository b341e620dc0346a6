// Activity. State: { empty, few: only today, fresh: how many have arrived just now, fail: "activity"|"older" }.
import { bodies, record } from "./activity-entries.mjs";
import { json, problem, refusedTo, waited } from "./reply.mjs";

function matching(state, filters) {
  if (state.empty) return [];
  const listed = (name) => filters.get(name)?.split(",");
  const outcome = listed("outcome");
  const actor = listed("actor");
  const kind = listed("kind");
  const words = filters.get("q")?.toLowerCase();
  const since = filters.get("since");
  const until = filters.get("until");
  return record({ fresh: state.fresh, many: !state.few }).filter(
    (entry) =>
      (!outcome || outcome.includes(entry.outcome)) &&
      (!actor || actor.includes(entry.actor.kind)) &&
      (!kind || kind.includes(entry.target.kind)) &&
      (!filters.get("target") || entry.target.id === filters.get("target")) &&
      (!since || entry.lastAt >= since) &&
      (!until || entry.at <= until) &&
      (!words || JSON.stringify([entry.target.name, entry.action, entry.call]).toLowerCase().includes(words)),
  );
}

function page(state, query) {
  const found = matching(state, query);
  const limit = Number(query.get("limit") ?? 50);
  if (query.has("after")) {
    const after = Number(query.get("after"));
    // The oldest of what is new, the newest first.
    const newer = found.filter((entry) => entry.sequence > after).slice(-limit);
    const reply = json(200, { entries: newer, next: newer[0]?.sequence ?? after });
    return newer.length === 0 && query.has("wait") ? waited(reply) : reply;
  }
  if (query.has("before") && state.fail === "older")
    return problem(500, "internal", "The older ones cannot be read.");
  const before = Number(query.get("before") ?? Number.POSITIVE_INFINITY);
  const left = found.filter((entry) => entry.sequence < before);
  const entries = left.slice(0, limit);
  return json(200, { entries, next: left.length > limit ? entries.at(-1).sequence : null });
}

function one(state, id) {
  const all = matching(state, new URLSearchParams());
  const entry = all.find((each) => each.id === id);
  if (!entry) return problem(404, "not_found", "There is no entry with this id.");
  const related = all
    .filter(({ id: other, target }) => target.id && target.id === entry.target.id && other !== entry.id)
    .slice(0, 5);
  return json(200, { ...entry, ...bodies(entry), related });
}

const lookups = [
  "/Users?startIndex=1&count=2",
  "/Users?filter=userName%20eq%20%22ana%40acme.com%22&startIndex=1&count=100",
  "/Users/0197f0a2-0000-7000-8000-000000000001",
  "/Groups?startIndex=1&count=100",
];

/** The last calls that only read, as many as the real server keeps. */
const reads = Array.from({ length: 1_000 }, (_, at) => ({
  at: new Date(Date.now() - at * 7_000).toISOString(),
  call: {
    method: "GET",
    path: lookups[at % lookups.length],
    from: "52.34.71.8",
    requestId: `0197f0b1-7c2a-7e11-b0f3-${String(at).padStart(12, "0")}`,
    passkey: "7Q2F",
    status: 200,
    micros: 180 + (at % 9) * 40,
  },
}));

function exported(state, query) {
  const found = matching(state, query);
  if (query.get("format") === "json") return json(200, found);
  const lines = found.map(({ at, outcome, action, target }) => `${at},${outcome},${action},${target.name}`);
  return {
    status: 200,
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="activity.csv"',
    },
    body: ["at,outcome,action,target", ...lines, ""].join("\r\n"),
  };
}

export function activity({ method, pathname, searchParams, state }) {
  const [, rest] = /^\/api\/v1\/activity(?:\/(.+))?$/.exec(pathname) ?? [];
  if (method !== "GET" || !pathname.startsWith("/api/v1/activity")) return null;
  const refused = refusedTo(state, "Admin");
  if (refused) return refused;
  if (state.fail === "activity")
    return problem(
      500,
      "fault",
      "Latchkey could not do this, and nothing was changed. Its log has the cause.",
    );
  if (rest === "reads")
    return json(200, { reads: state.empty ? [] : reads.slice(0, Number(searchParams.get("limit") ?? 100)) });
  if (rest === "export") return exported(state, searchParams);
  return rest ? one(state, rest) : page(state, searchParams);
}
