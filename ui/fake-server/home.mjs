// Home. State: { home: "new"|"calm"|"mass"|"suspended"|"waiting"|"lifted", fail: "home" }; without, a working day.
import { record } from "./activity-entries.mjs";
import { json, nothing, problem, refusedTo, remember } from "./reply.mjs";

const HOUR = 3_600_000;
const ago = (minutes) => new Date(Date.now() - minutes * 60_000).toISOString();

function hours(loud) {
  const now = Math.floor(Date.now() / HOUR) * HOUR;
  return Array.from({ length: 24 }, (_, at) => {
    const busy = loud ? [4, 0, 0, 1, 0, 0, 2, 18, 42, 31, 12, 9][at % 12] : 0;
    return {
      at: new Date(now - (23 - at) * HOUR).toISOString(),
      changed: busy,
      refused: loud && [9, 20, 22].includes(at) ? 3 + (at % 4) : 0,
      other: Math.round(busy * 1.4),
    };
  });
}

const sum = (list, name) => list.reduce((total, each) => total + each[name], 0);
function okta24h(loud, lastCallAt) {
  const list = hours(loud);
  const changed = sum(list, "changed");
  const refused = sum(list, "refused");
  return { calls: changed + refused + sum(list, "other"), changed, refused, lastCallAt, hours: list };
}

const roles = (counts) =>
  [null, "ReadOnly", "User", "Admin", "EnterpriseAdmin"].map((accessRole, at) => ({
    accessRole,
    active: counts[at][0],
    signedInEver: counts[at][1],
  }));

const attention = {
  mass: {
    code: "mass_deactivation",
    sentence: "Okta deactivated 38 people within an hour: 21 % of all who were active.",
    verb: { label: "Bring all 38 back", action: "post", to: "/deactivations/bring-back" },
    since: ago(63),
    severity: "refused",
    count: 38,
  },
  held: {
    code: "held_deactivations",
    sentence: "12 more deactivations by Okta are held. Their sessions have ended and sign-in is blocked.",
    verb: { label: "Deactivate all 12", action: "post", to: "/deactivations/allow-held" },
    since: ago(40),
    severity: "refused",
    count: 12,
  },
  refused: {
    code: "unprovisioned",
    sentence: "2 people could not be provisioned: Okta sent no family name for cy@acme.com, and one more.",
    verb: { label: "See what to mend", action: "open", to: "/troubleshooting" },
    since: ago(24),
    severity: "refused",
    count: 2,
  },
  passkey: {
    code: "passkey_expiring",
    sentence: "The old passkey, ending in 7Q2F, stops being accepted in 3 hours, and Okta still uses it.",
    verb: { label: "Open the connector", action: "open", to: "/organization/okta" },
    since: ago(90),
    severity: "waiting",
    count: null,
  },
  backup: {
    code: "backup_old",
    sentence:
      "The last good backup is of 20 November, 03:00 UTC. There is no new backup: the disk has no room for it. Free some space, then make it again.",
    verb: { label: "Open Settings", action: "open", to: "/settings" },
    since: ago(3 * 24 * 60),
    severity: "waiting",
    count: null,
  },
  lifted: {
    code: "sign_in_lifted",
    sentence:
      "The requirement to sign in with Okta was lifted at the host's terminal: local passwords let people in.",
    verb: { label: "Open the connector", action: "open", to: "/organization/okta" },
    since: ago(12),
    severity: "waiting",
    count: null,
  },
  waiting: {
    code: "waiting_deactivation",
    sentence: "Okta asked to deactivate Bo Lind on 20 November, while Enterprise Toolkit was off.",
    verb: {
      label: "Deactivate…",
      action: "post",
      to: "/deactivations/waiting/0197f0b1-0000-7000-8000-000000000007",
    },
    since: ago(4_000),
    severity: "waiting",
    count: 1,
  },
  enterpriseAdmin: {
    code: "became_enterprise_admin",
    sentence: "Dag Holm is an EnterpriseAdmin now, by Okta. If that was not meant, take the role away.",
    verb: { label: "Open Dag Holm", action: "open", to: "/people/0197f0a2-0000-7000-8000-000000000003" },
    since: ago(200),
    severity: "notice",
    count: 1,
  },
};

const setUpNext = {
  step: "Tick Create, Update and Deactivate under To App",
  sentence: "Okta tested the credentials 5 seconds ago and got in.",
};

const views = {
  day: () => ({
    health: { state: "working", sentence: "Okta provisions, and 180 people can sign in.", at: ago(0) },
    attention: [attention.refused, attention.passkey, attention.enterpriseAdmin],
    setUp: { done: 14, of: 14, next: null },
    okta24h: okta24h(true, ago(2)),
    signIn: roles([
      [121, 98],
      [34, 34],
      [18, 17],
      [5, 5],
      [2, 2],
    ]),
  }),
  new: () => ({
    health: { state: "not_set_up", sentence: "The Okta connector is not added yet.", at: ago(0) },
    attention: [],
    setUp: {
      done: 0,
      of: 14,
      next: {
        step: "Enable Enterprise Toolkit on the Billing page",
        sentence: "It unlocks the connectors. Nothing changes for anyone by it.",
      },
    },
    okta24h: okta24h(false, null),
    signIn: roles([
      [0, 0],
      [0, 0],
      [0, 0],
      [0, 0],
      [1, 1],
    ]),
  }),
  lifted: () => ({ ...views.day(), attention: [attention.lifted] }),
  backup: () => ({ ...views.day(), attention: [attention.backup] }),
  calm: () => ({ ...views.day(), attention: [] }),
  waiting: () => ({
    ...views.new(),
    health: {
      state: "waiting",
      sentence: "Okta has the credentials and has created nobody yet.",
      at: ago(0),
    },
    setUp: { done: 6, of: 14, next: setUpNext },
  }),
  mass: () => ({
    ...views.day(),
    health: {
      state: "refusing",
      sentence: "Okta deactivated 38 people within an hour, and further ones are held.",
      at: ago(0),
    },
    attention: [attention.mass, attention.held, attention.refused, attention.passkey, attention.waiting],
  }),
  suspended: () => ({
    ...views.day(),
    health: {
      state: "suspended",
      sentence: "Enterprise Toolkit is off, so every call by Okta is refused.",
      at: ago(0),
    },
    attention: [attention.waiting],
  }),
};

function deactivations({ pathname, state, body }) {
  const [, what] = /^\/api\/v1\/deactivations\/(.+)$/.exec(pathname) ?? [];
  const refused = refusedTo(state, what === "allow-held" ? "EnterpriseAdmin" : "Admin");
  if (refused) return refused;
  const calmer = remember({ ...state, home: "calm" });
  const done = (count) => Array.from({ length: count }, (_, at) => `0197f0a2-0000-7000-8000-0000000001${at}`);
  if (what === "bring-back") {
    if (!body?.since) return problem(422, "missing_value", "since is missing.");
    const left = state.someStay
      ? [{ name: "Dag Holm", detail: "Dag Holm has a higher role than yours." }]
      : [];
    return json(200, { done: done(38 - left.length), refused: left }, calmer);
  }
  if (what === "allow-held") return json(200, { done: done(12), refused: [] }, calmer);
  return nothing(calmer);
}

export function home(asked) {
  const { method, pathname, state } = asked;
  if (method === "POST" && pathname.startsWith("/api/v1/deactivations/")) return deactivations(asked);
  if (method !== "GET" || pathname !== "/api/v1/home") return null;
  const refused = refusedTo(state, "ReadOnly");
  if (refused) return refused;
  if (state.fail === "home")
    return problem(
      500,
      "fault",
      "Latchkey could not do this, and nothing was changed. Its log has the cause.",
    );
  const view = views[state.home ?? "day"]();
  const latest = state.home === "new" ? [] : record({ fresh: state.fresh, many: false }).slice(0, 8);
  return json(200, { ...view, latest });
}
