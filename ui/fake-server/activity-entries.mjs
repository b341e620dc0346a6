// The record of a working day, as the real server would tell it. The newest first; times hang on the present.
const MINUTE = 60_000;

export const names = [
  ["Bo Lind", "bo@acme.com"],
  ["Ana Berg", "ana@acme.com"],
  ["Cy Young", "cy@acme.com"],
  ["Dag Holm", "dag@acme.com"],
  ["Eva Ståhl", "eva@acme.com"],
  ["Farid Nazari", "farid@acme.com"],
  ["Grażyna Wójcik", "grazyna@acme.com"],
  ["Hana Sato", "hana@acme.com"],
];
export const userId = (at) => `0197f0a2-0000-7000-8000-00000000000${at}`;
const user = (at) => ({ kind: "user", id: userId(at), name: names[at][0] });
const group = { kind: "group", id: "0197f0a2-0000-7000-8000-0000000000a1", name: "Engineering" };
const scim = { kind: "scim", id: null, name: "SCIM" };
const okta = { kind: "okta", name: "Okta" };
const owner = { kind: "person", id: "0197f0a2-5b1e-7cc3-9a55-3c1d2f6b8e09", name: "Olga Owner" };

const change = (attribute, before, after) => ({ attribute, before, after });
const call = (method, path, status, micros, over = {}) => ({
  method,
  path,
  from: "52.34.71.8",
  requestId: "0197f0b1-7c2a-7e11-b0f3-aa01d2c4e6f8",
  passkey: "7Q2F",
  status,
  micros,
  ...over,
});
const by = (id) => `/Users/${id}`;

/** [minutes ago, what]. What is left out is the common case: Okta changed something. */
const day = [
  [
    2,
    {
      action: "user.deactivated",
      target: user(0),
      reason: "2 sessions ended.",
      changes: [change("active", true, false)],
      call: call("PATCH", by(user(0).id), 200, 4_210),
    },
  ],
  [
    6,
    {
      action: "user.created",
      target: { kind: "user", id: null, name: "cy@acme.com" },
      outcome: "refused",
      reason:
        "Okta sent no family name for cy@acme.com. Map lastName to name.familyName in Okta, then choose Retry Selected under Tasks.",
      call: call("POST", "/Users", 400, 830),
    },
  ],
  [
    9,
    {
      action: "user.updated",
      target: user(1),
      changes: [
        change("name.familyName", "Lind", "Berg"),
        change("displayName", "Ana Lind", "Ana Berg"),
        change("title", null, "Head of Platform"),
      ],
      leftOut: ["urn:ietf:params:scim:schemas:extension:acme:2.0:User:badge"],
      call: call("PUT", by(user(1).id), 200, 6_402),
    },
  ],
  [
    11,
    {
      action: "users.filtered",
      target: scim,
      outcome: "read",
      count: 14,
      call: call("GET", "/Users?filter=userName%20eq%20%22eva@acme.com%22&startIndex=1&count=100", 200, 412),
    },
  ],
  [
    16,
    {
      actor: { kind: "unknown", name: "unknown caller" },
      action: "scim.refused",
      target: scim,
      outcome: "wrong_passkey",
      count: 37,
      reason:
        "Okta still uses the passkey ending in 7Q2F, retired on 3 May. Paste the current one under Provisioning → Integration → Edit.",
      call: call("GET", "/Users?startIndex=1&count=2", 401, 96, { passkey: null }),
    },
  ],
  [
    21,
    {
      action: "user.role_changed",
      target: user(3),
      changes: [change("accessRole", "User", "Admin")],
      call: call("PUT", by(user(3).id), 200, 5_115),
    },
  ],
  [
    24,
    {
      action: "user.updated",
      target: user(4),
      outcome: "refused",
      reason:
        'Okta sent the access role "Manager" for eva@acme.com. Latchkey knows ReadOnly, User, Admin and EnterpriseAdmin. Nothing was changed.',
      call: call("PUT", by(user(4).id), 400, 705),
    },
  ],
  [
    31,
    {
      action: "user.updated",
      target: user(5),
      outcome: "unchanged",
      call: call("PUT", by(user(5).id), 200, 1_180),
    },
  ],
  [
    38,
    {
      action: "group.updated",
      target: group,
      changes: [change("members", ["Bo Lind", "Ana Berg"], ["Ana Berg"])],
      call: call("PATCH", `/Groups/${group.id}`, 200, 3_940),
    },
  ],
  [
    44,
    {
      actor: owner,
      action: "user.reactivated",
      target: user(6),
      changes: [change("active", false, true)],
      call: null,
    },
  ],
  [
    52,
    {
      action: "user.created",
      target: user(7),
      changes: [
        change("userName", null, "hana@acme.com"),
        change("name.givenName", null, "Hana"),
        change("name.familyName", null, "Sato"),
        change("email", null, "hana@acme.com"),
        change("active", null, true),
      ],
      call: call("POST", "/Users", 201, 7_870),
    },
  ],
  [
    63,
    {
      actor: { kind: "latchkey", name: "Latchkey" },
      action: "users.mass_deactivation",
      target: { kind: "directory", id: null, name: "directory" },
      outcome: "notice",
      reason:
        "Okta deactivated 38 people within an hour. If that was not meant, bring them back and look at the app’s assignments in Okta.",
      call: null,
    },
  ],
  [
    75,
    {
      actor: { kind: "person", id: user(1).id, name: "Ana Berg" },
      action: "session.began",
      target: user(1),
      call: null,
    },
  ],
  [
    90,
    {
      actor: { kind: "operator", name: "operator" },
      action: "passkey.rotated",
      target: { kind: "connector", id: null, name: "Okta connector" },
      reason: "The old one stays valid for 24 hours.",
      call: null,
    },
  ],
  [
    118,
    {
      actor: owner,
      action: "connector.added",
      target: { kind: "connector", id: null, name: "Okta connector" },
      call: null,
    },
  ],
  [
    125,
    {
      actor: owner,
      action: "toolkit.enabled",
      target: { kind: "toolkit", id: null, name: "Enterprise Toolkit" },
      call: null,
    },
  ],
];

const id = (sequence) => `0197f0b1-0000-7000-8000-${String(sequence).padStart(12, "0")}`;

function entry(sequence, minutesAgo, what) {
  const at = new Date(Math.floor(Date.now() / MINUTE) * MINUTE - minutesAgo * MINUTE);
  const last = what.count > 1 ? new Date(at.getTime() + 48_000) : at;
  return {
    sequence,
    id: id(sequence),
    at: at.toISOString(),
    lastAt: last.toISOString(),
    count: 1,
    actor: okta,
    outcome: "changed",
    reason: null,
    changes: [],
    leftOut: [],
    ...what,
  };
}

const OLDER = 2_400;

/** An entry of the weeks before: many, and each a little different. */
function older(sequence) {
  const at = sequence % names.length;
  const target = user(at);
  const kinds = [
    { action: "user.updated", changes: [change("department", "Sales", "Support")] },
    { action: "user.updated", outcome: "unchanged" },
    { action: "user.created", changes: [change("userName", null, names[at][1])] },
    { action: "users.listed", target: scim, outcome: "read", count: 3 },
  ];
  return entry(sequence, 150 + (OLDER - sequence) * 11, {
    target,
    call: call("PUT", by(target.id), 200, 2_000 + (sequence % 40) * 130),
    ...kinds[sequence % kinds.length],
  });
}

const arrived = (sequence) =>
  entry(sequence, 0, {
    action: "user.updated",
    target: user(sequence % names.length),
    changes: [change("title", "Engineer", "Senior engineer")],
    call: call("PATCH", by(user(sequence % names.length).id), 200, 3_300),
  });

const NEWEST = OLDER + day.length;

/** Every entry, the newest first; `fresh` of them have arrived just now. */
export function record({ fresh = 0, many = true }) {
  const now = Array.from({ length: fresh }, (_, at) => arrived(NEWEST + fresh - at));
  const today = day.map(([minutesAgo, what], at) => entry(NEWEST - at, minutesAgo, what));
  const before = many ? Array.from({ length: OLDER }, (_, at) => older(OLDER - at)) : [];
  return [...now, ...today, ...before];
}

/** The bodies behind an entry, masked as the server keeps them. */
export function bodies({ action, target, outcome, call: made, reason }) {
  if (!made || made.method === "GET" || outcome === "wrong_passkey") return { request: null, answer: null };
  const refused = {
    schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
    status: String(made.status),
    scimType: "invalidValue",
    detail: reason,
  };
  if (made.method === "PATCH")
    return {
      request: {
        schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        Operations: [
          action === "user.deactivated"
            ? { op: "replace", value: { active: false } }
            : { op: "replace", value: { id: target.id, displayName: target.name } },
        ],
      },
      answer: outcome === "refused" ? refused : { id: target.id, displayName: target.name, active: false },
    };
  const sent = {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
    userName: "ana@acme.com",
    name: { givenName: "Ana", familyName: "Berg" },
    emails: [{ primary: true, value: "ana@acme.com", type: "work" }],
    displayName: "Ana Berg",
    title: "Head of Platform",
    locale: "en-US",
    externalId: "00u1a2b3c4d5e6f7g8h9",
    groups: [],
    password: "•••",
    active: true,
  };
  return {
    request: sent,
    answer:
      outcome === "refused"
        ? refused
        : {
            ...sent,
            password: undefined,
            id: target.id,
            meta: {
              resourceType: "User",
              created: "2026-05-03T08:12:44.120Z",
              lastModified: "2026-11-23T13:53:00.404Z",
              location: `https://latchkey.acme.com/scim/v2/Users/${target.id}`,
              version: 'W/"4f1c"',
            },
          },
  };
}
