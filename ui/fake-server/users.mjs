// People and groups: /users…, /groups….
import { add, change, groups, isIn, worldOf } from "./directory.mjs";
import { people as known } from "./people.mjs";
import { json, nothing, problem, refusedTo } from "./reply.mjs";

const ROLES = [null, "ReadOnly", "User", "Admin", "EnterpriseAdmin"];
const rank = (role) => ROLES.indexOf(role ?? null);
const list = (value) => value?.split(",").filter(Boolean) ?? [];

const sorts = {
  name: (it) => it.displayName.toLowerCase(),
  email: (it) => it.email,
  role: (it) => rank(it.accessRole),
  status: (it) => (it.active ? 0 : 1),
  lastSignIn: (it) => it.lastSignInAt ?? "",
  created: (it) => it.createdAt,
  modified: (it) => it.modifiedAt,
};

const row = ({
  id,
  userName,
  displayName,
  email,
  accessRole,
  active,
  source,
  lastSignInAt,
  createdAt,
  modifiedAt,
}) => ({
  id,
  userName,
  displayName,
  email,
  accessRole,
  active,
  source,
  lastSignInAt,
  createdAt,
  modifiedAt,
});

function matching(world, query) {
  const q = query.get("q")?.toLowerCase() ?? "";
  const role = list(query.get("role"));
  const status = list(query.get("status"));
  const source = list(query.get("source"));
  const inGroups = groups.filter(({ id }) => list(query.get("group")).includes(id));
  const never = query.get("signIn") === "never";
  const days = list(query.get("dormant")).map(Number);
  const since = days.length === 0 ? null : new Date(Date.now() - Math.min(...days) * 86_400_000).toISOString();
  const found = world.people.filter(
    (it) =>
      (!q || it.displayName.toLowerCase().includes(q) || it.email.includes(q)) &&
      (role.length === 0 || role.includes(it.accessRole ?? "none")) &&
      (status.length === 0 || status.includes(it.active ? "active" : "deactivated")) &&
      (source.length === 0 || source.includes(it.source)) &&
      (!query.get("group") || inGroups.some((group) => isIn(it, group))) &&
      (!never || it.lastSignInAt === null) &&
      (since === null || (it.active ? (it.lastSignInAt ?? it.createdAt) : it.modifiedAt) < since),
  );
  const sort = query.get("sort") ?? "name";
  const by = sorts[sort.replace("-", "")] ?? sorts.name;
  const down = sort.startsWith("-") ? -1 : 1;
  return found.sort((a, b) => (by(a) < by(b) ? -down : by(a) > by(b) ? down : a.id < b.id ? -1 : 1));
}

const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const labels = [
  ["userName", "User name", "userName"],
  ["name.givenName", "Given name", "givenName"],
  ["name.familyName", "Family name", "familyName"],
  ["displayName", "Display name", "displayName"],
  ["emails", "Email", "email"],
  ["phoneNumbers", "Phone", "phone"],
  ["title", "Title", "title"],
  [`${ENTERPRISE}:department`, "Department", "department"],
  [`${ENTERPRISE}:division`, "Division", "division"],
  [`${ENTERPRISE}:organization`, "Organization", "organization"],
  [`${ENTERPRISE}:costCenter`, "Cost center", "costCenter"],
  [`${ENTERPRISE}:employeeNumber`, "Employee number", "employeeNumber"],
  ["userType", "User type", "userType"],
  ["nickName", "Nickname", "nickName"],
  ["preferredLanguage", "Preferred language", "preferredLanguage"],
  ["locale", "Locale", "locale"],
  ["timezone", "Time zone", "timezone"],
];
const fromOkta = new Set(["userName", "givenName", "familyName", "displayName", "email", "department"]);

function whole(world, it, state) {
  const me = known[state.as];
  const mine = rank(me.accessRole);
  const self = me.email === it.email;
  const over = mine >= rank("Admin") && mine >= rank(it.accessRole);
  const managed = (field) => it.source === "okta" && fromOkta.has(field) && Boolean(it[field]);
  return {
    ...row(it),
    givenName: it.givenName,
    familyName: it.familyName,
    externalId: it.externalId,
    groups: groups.filter((group) => isIn(it, group)).map(({ id, displayName }) => ({ id, displayName })),
    attributes: labels.map(([name, label, field]) => ({
      name,
      key: field,
      label,
      value: it[field] ?? null,
      managed: managed(field),
      editable: over && !managed(field) && !(self && ["userName", "email", "accessRole"].includes(field)),
    })),
    binding:
      mine >= rank("Admin") && it.source === "okta"
        ? { issuer: "https://acme.okta.com", subject: it.externalId, boundAt: it.createdAt }
        : null,
    hasPassword: it.source === "local",
    held: false,
    sessionCount: mine >= rank("Admin") ? sessionsOf(world, it).length : null,
    lastChangeByOkta:
      it.source === "okta" ? { at: it.modifiedAt, entry: "0197f0e0-0000-7000-8000-000000000001" } : null,
    can: {
      edit: over,
      deactivate: over && it.active && !self,
      reactivate: over && !it.active,
      setAccessRole: over && !self ? ROLES.slice(0, mine >= rank("EnterpriseAdmin") ? 5 : 4) : [],
      endSessions: over,
      invite: over && it.source === "local" && it.active,
      setPassword: false,
      remove: mine >= rank("EnterpriseAdmin") && it.source === "local" && !self,
    },
  };
}

function sessionsOf(world, it) {
  if (!it.active || !it.lastSignInAt) return [];
  const at = Date.now();
  return [
    ["portal", "okta", "203.0.113.24", 2],
    ["app", "okta", "198.51.100.7", 26],
  ]
    .map(([surface, method, from, hours], n) => ({
      id: `0197f0f0-0000-7000-8000-${String(n).padStart(4, "0")}${it.id.slice(-8)}`,
      surface,
      method,
      from,
      createdAt: new Date(at - hours * 3_600_000).toISOString(),
      lastSeenAt: new Date(at - hours * 600_000).toISOString(),
      expiresAt: new Date(at + 10 * 3_600_000).toISOString(),
      current: false,
    }))
    .filter(({ id }) => !world.ended.has(id));
}

const okta = { kind: "okta", name: "Okta" };
const olga = { kind: "person", id: "0197f0a2-5b1e-7cc3-9a55-3c1d2f6b8e01", name: "Olga Owner" };

function why(it) {
  const role = {
    attribute: "access role",
    entryId: "0197f0e0-0000-7000-8000-000000000009",
    at: it.createdAt,
    actor: olga,
    action: "user.updated",
    before: null,
    after: it.accessRole,
  };
  const values = labels
    .filter(([, , field]) => it[field])
    .map(([attribute, , field], n) => ({
      attribute,
      entryId: `0197f0e0-0000-7000-8000-00000000000${n}`,
      at: n === 2 ? it.modifiedAt : it.createdAt,
      actor: it.source === "okta" ? okta : olga,
      action: n === 2 ? "user.updated" : "user.created",
      before: n === 2 ? "Lind" : null,
      after: it[field],
    }));
  return [...values, role];
}

const taken = (world, email, but) =>
  world.people.find((it) => it.id !== but && it.email.toLowerCase() === email?.toLowerCase());

function refusedFields(world, body, but) {
  for (const [field, label] of [
    ["email", "email"],
    ["givenName", "given name"],
    ["familyName", "family name"],
  ])
    if (field in body && !body[field]?.trim())
      return withField(problem(422, "missing_value", `The ${label} is empty. Nothing was changed.`), field);
  const holder = taken(world, body.email, but);
  if (holder)
    return withField(
      problem(
        409,
        "taken",
        `${body.email} already belongs to ${holder.displayName}. Use another email, or open ${holder.displayName}.`,
      ),
      "email",
      { holder: { id: holder.id, name: holder.displayName } },
    );
  return null;
}

const withField = (reply, field, more = {}) => ({
  ...reply,
  body: JSON.stringify({ ...JSON.parse(reply.body), field, ...more }),
});

/** The people of the directory. `state.empty` has the owner only, `state.fail` "users" fails. */
export function users({ method, pathname, searchParams, state, body }) {
  const path = /^\/api\/v1\/(users|groups)(?:\/(.+))?$/.exec(pathname);
  if (!path) return null;
  const refused = refusedTo(state, "ReadOnly");
  if (refused) return refused;
  if (state.fail === path[1])
    return problem(500, "fault", "Latchkey could not do this, and nothing was changed.");
  const world = worldOf(state.empty ? { ...state, people: 1 } : state);
  const rest = path[2]?.split("/") ?? [];
  if (path[1] === "groups") return groupsArea({ rest, searchParams, state, world });
  const admin = method === "GET" ? null : refusedTo(state, "Admin");
  if (admin) return admin;
  if (rest.length === 0)
    return method === "POST" ? addPerson(world, body, state) : listed(world, searchParams);
  if (rest[0] === "export.csv")
    return {
      status: 200,
      headers: { "content-type": "text/csv", "content-disposition": 'attachment; filename="people.csv"' },
      body: `email,name\n${matching(world, searchParams)
        .map((it) => `${it.email},${it.displayName}`)
        .join("\n")}\n`,
    };
  if (rest[0] === "bulk") return bulk(world, body);
  return onePerson({ method, rest, state, world, body });
}

function listed(world, searchParams) {
  const found = matching(world, searchParams);
  const offset = Number(searchParams.get("offset") ?? 0);
  const limit = Number(searchParams.get("limit") ?? 100);
  return json(200, {
    total: world.people.length,
    matching: found.length,
    more: false,
    offset,
    users: found.slice(offset, offset + limit).map(row),
  });
}

function addPerson(world, body, state) {
  const refused = refusedFields(world, body);
  if (refused) return refused;
  const made = add(world, {
    displayName: `${body.givenName} ${body.familyName}`,
    userName: body.email,
    ...body,
    id: `0197f0c1-0000-7000-8000-${String(world.people.length).padStart(12, "0")}`,
  });
  return json(201, whole(world, made, state));
}

function bulk(world, { action, ids, accessRole }) {
  const done = [];
  const refused = [];
  for (const id of ids) {
    const it = world.people.find((each) => each.id === id);
    if (!it) continue;
    if (it.accessRole === "EnterpriseAdmin")
      refused.push({
        id,
        name: it.displayName,
        code: "last_one",
        detail: `${it.displayName} is the last EnterpriseAdmin. Give someone else that role first.`,
      });
    else {
      if (action === "deactivate") change(world, id, { active: false });
      if (action === "reactivate") change(world, id, { active: true });
      if (action === "setAccessRole") change(world, id, { accessRole });
      done.push(id);
    }
  }
  return json(200, { done, refused });
}

function onePerson({ method, rest: [id, part, sub], state, world, body }) {
  const it = world.people.find((each) => each.id === id);
  if (!it) return problem(404, "not_found", `Latchkey has no person with the id ${id}.`);
  if (part === "why") return json(200, { values: why(it) });
  if (part === "sessions") {
    if (method === "GET") return json(200, { sessions: sessionsOf(world, it) });
    for (const session of sessionsOf(world, it)) if (!sub || sub === session.id) world.ended.add(session.id);
    return nothing();
  }
  if (part === "invite")
    return json(200, {
      url: "https://latchkey.acme.com/invite/q7Jm0cXG3uVZ0y1mT5sN8w",
      expiresAt: new Date(Date.now() + 7 * 86_400_000).toISOString(),
    });
  if (part === "deactivate" && it.accessRole === "EnterpriseAdmin")
    return problem(
      409,
      "last_one",
      `${it.displayName} is the last EnterpriseAdmin. Give someone else that role first.`,
    );
  if (part === "deactivate" || part === "reactivate")
    return json(200, whole(world, change(world, id, { active: part === "reactivate" }), state));
  if (method === "DELETE") {
    world.people = world.people.filter((each) => each.id !== id);
    return nothing();
  }
  if (method === "PATCH") return patched({ it, state, world, body });
  return json(200, whole(world, it, state), { etag: `W/"${it.version}"` });
}

/** `state.quicker` is another admin, who has changed the family name a moment before. */
function patched({ it, state, world, body }) {
  if (state.quicker && it.version === 1) {
    change(world, it.id, { familyName: "Lindqvist", title: "Lead engineer" });
    return problem(412, "precondition_failed", "Someone else changed this person since it was loaded.");
  }
  const refused = refusedFields(world, body, it.id);
  if (refused) return refused;
  const after = change(world, it.id, body);
  return json(200, whole(world, after, state), { etag: `W/"${after.version}"` });
}

function groupsArea({ rest, searchParams, state, world }) {
  const all = (state.empty ? [] : groups).map((group) => ({
    id: group.id,
    displayName: group.displayName,
    members: world.people.filter((it) => isIn(it, group)).length,
    externalId: group.externalId,
    createdAt: group.createdAt,
    modifiedAt: group.modifiedAt,
  }));
  if (rest[0]) {
    const at = all.findIndex(({ id }) => id === rest[0]);
    if (at < 0) return problem(404, "not_found", `Latchkey has no group with the id ${rest[0]}.`);
    return json(200, all[at]);
  }
  const q = searchParams.get("q")?.toLowerCase() ?? "";
  const found = all.filter(({ displayName }) => displayName.toLowerCase().includes(q));
  const offset = Number(searchParams.get("offset") ?? 0);
  return json(200, {
    total: all.length,
    matching: found.length,
    offset,
    groups: found.slice(offset, offset + Number(searchParams.get("limit") ?? 100)),
  });
}
