// A directory of any size, the same every time: people by number, groups, and what was changed since. Changes live
// in a "world" that the state names, so that two tests never meet.
import { names, userId } from "./activity-entries.mjs";

const given = [
  "Ana",
  "Bo",
  "Cy",
  "Dana",
  "Emil",
  "Farah",
  "Goran",
  "Hana",
  "Ivo",
  "Jun",
  "Kaya",
  "Lars",
  "Mina",
  "Nils",
  "Olga",
  "Pia",
  "Quinn",
  "Rosa",
  "Sami",
  "Tove",
  "Uma",
  "Vito",
  "Wanda",
  "Xenia",
  "Yusuf",
  "Zoë",
];
const family = [
  "Berg",
  "Lind",
  "Okafor",
  "Silva",
  "Novak",
  "Haddad",
  "Petrov",
  "Tanaka",
  "Moreau",
  "Kaya",
  "Jensen",
  "Rossi",
  "Nguyen",
  "Schmidt",
  "O’Brien",
  "Dahl",
  "Costa",
  "Ivanova",
  "Kim",
  "Weiss",
];
const roles = [null, null, null, "ReadOnly", "ReadOnly", "User", "User", "User", "User", "Admin"];
const DAY = 86_400_000;
const BASE = Date.parse("2026-11-23T12:00:00Z");
const iso = (ms) => new Date(ms).toISOString();

// A small mixing function: neighbours have nothing in common, and every run the same people.
const mix = (n) => {
  let x = (n + 1) * 2654435761;
  x = ((x >>> 16) ^ x) * 73244475;
  return ((x >>> 16) ^ x) >>> 0;
};

export const groups = [
  ["engineering", "Engineering", "okta", 3],
  ["sales", "Sales", "okta", 5],
  ["on-call", "On call", "okta", 41],
  ["contractors", "Contractors", "okta", 17],
  ["board", "Board", "local", 997],
  ["empty", "Project Aurora", "okta", 0],
].map(([id, displayName, source, every], at) => ({
  id: `0197f0d0-0000-7000-8000-0000000000${String(at).padStart(2, "0")}`,
  key: id,
  displayName,
  source,
  every,
  externalId: source === "okta" ? `00g${mix(at).toString(36)}` : null,
  createdAt: iso(BASE - (200 + at) * DAY),
  modifiedAt: iso(BASE - at * 7 * 3_600_000),
}));

export const idOf = (n) => `0197f0c0-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;

// Those whom Activity tells of are somewhere in the middle.
const FIRST_OF_ACTIVITY = 200;

function person(n) {
  const known = names[n - FIRST_OF_ACTIVITY];
  if (!known) return anyone(n);
  const [displayName, email] = known;
  const [givenName, familyName] = displayName.split(" ");
  const all = { displayName, givenName, familyName, email, userName: email, active: true, source: "okta" };
  return {
    ...anyone(n),
    ...all,
    id: userId(n - FIRST_OF_ACTIVITY),
    externalId: `00ubo${n}`,
    accessRole: "User",
  };
}

function anyone(n) {
  const m = mix(n);
  const givenName = given[m % given.length];
  const familyName = family[(m >>> 8) % family.length];
  const email = `${givenName}.${familyName}${n < 20 ? "" : n}@acme.com`
    .toLowerCase()
    .normalize("NFD")
    .replace(/[^a-z0-9.@]/g, "");
  const source = n === 0 || m % 31 === 0 ? "local" : "okta";
  return {
    id: idOf(n),
    userName: email,
    displayName: `${givenName} ${familyName}`,
    givenName,
    familyName,
    email,
    accessRole: n === 0 ? "EnterpriseAdmin" : roles[(m >>> 12) % roles.length],
    active: n === 0 || m % 9 !== 0,
    source,
    lastSignInAt: m % 4 === 0 ? null : iso(BASE - (m % 40_000_000) * 60),
    createdAt: iso(BASE - (400 - (n % 400)) * DAY),
    modifiedAt: iso(BASE - (m % 90) * DAY),
    externalId: source === "okta" ? `00u${m.toString(36)}${n.toString(36)}` : null,
    title: n % 3 ? null : "Field engineer",
    department: n % 5 ? null : "Operations",
    phone: null,
    version: 1,
    n,
  };
}

/** The number of someone whom Okta does not manage, and of an active one whom it does. */
export const LOCAL = Array.from({ length: 240 }, (_, n) => n).find(
  (n) => n > 0 && mix(n) % 31 === 0 && mix(n) % 9 !== 0,
);
export const PROVISIONED = 7;

const built = new Map();
function firstPeople(count) {
  if (!built.has(count))
    built.set(
      count,
      Array.from({ length: count }, (_, n) => person(n)),
    );
  return built.get(count);
}

const worlds = new Map();

/** The people of a state: `people` of them (default 240), with what was changed in its world. */
export function worldOf(state) {
  const name = `${state.world ?? "first"}-${state.people ?? 240}`;
  if (!worlds.has(name))
    worlds.set(name, { people: [...firstPeople(state.people ?? 240)], ended: new Set(), gone: new Set() });
  return worlds.get(name);
}

export const isIn = (person, group) =>
  group.every > 0 && person.n !== undefined && person.n % group.every === 0;

export function change(world, id, over) {
  const at = world.people.findIndex((it) => it.id === id);
  if (at < 0) return null;
  const before = world.people[at];
  const after = { ...before, ...over, version: before.version + 1, modifiedAt: new Date().toISOString() };
  world.people[at] = after;
  return after;
}

export function add(world, fields) {
  const now = new Date().toISOString();
  const made = {
    ...person(world.people.length),
    source: "local",
    externalId: null,
    active: true,
    lastSignInAt: null,
    title: null,
    department: null,
    createdAt: now,
    modifiedAt: now,
    ...fields,
    n: undefined,
  };
  world.people.push(made);
  return made;
}
