// The rehearsal. State: { walk: "running"|"passed"|"failed"|"cancelled", dialect, users, at: steps that are done }.
import { json, nothing, problem, refusedTo, remember, waited } from "./reply.mjs";

const titles = (users) => [
  "Test API Credentials",
  "Read what the server stores",
  "Import users",
  `Create ${users} people`,
  `Find ${users} people again, the name in capitals`,
  "Import users again, everyone among them",
  "Update a family name",
  "Clear a title",
  "Give an access role",
  "Take the access role",
  "Deactivate a person",
  "Bring the person back under the same id",
  `Push a group of ${users} people`,
  "Take a member out of the group",
  "Push an unknown member among known ones",
  "Rename the group, members stay",
  "Empty the group",
  "Delete the group",
  "Wrong passwords are refused",
  "A duplicate is refused",
  "A person without a family name is refused",
  "Sign in with Okta",
  "Universal Logout ends the session",
  "OpenID back-channel logout ends the session",
  "A deactivated person is refused",
  "A person not assigned in Okta is refused",
  "Sign in after Okta rotated its keys",
];
const FAILS = 7;

const exchange = (method, path, status, ms, over = {}) => ({
  method,
  path,
  status,
  ms,
  sent: null,
  received: null,
  note: null,
  ...over,
});

function exchangesOf(at, failed) {
  if (at === 0)
    return [
      exchange("GET", "/scim/v2/Users?startIndex=1&count=2", 200, 3, {
        received: { totalResults: 1, startIndex: 1, itemsPerPage: 1, Resources: [] },
      }),
    ];
  const person = { userName: "thora.lind@atko.com", name: { givenName: "Þóra", familyName: "Lind" } };
  const call = exchange("PUT", "/scim/v2/Users/0197f0b1-8a11-7000-8000-00000000a001", 200, 4, {
    sent: { ...person, title: "", active: true },
    received: { ...person, id: "0197f0b1-8a11-7000-8000-00000000a001", active: true },
  });
  return [
    exchange("GET", "/scim/v2/Users?filter=userName%20eq%20%22thora.lind%40atko.com%22", 200, 2),
    failed
      ? { ...call, note: "Okta reads the title again and finds “Engineer” where it sent nothing." }
      : call,
  ];
}

function steps({ walk, at = 0, users = 20, dialect = "aiw" }) {
  const all = dialect === "all" ? ["aiw", "oin", "oiw"] : [dialect];
  return all.flatMap((each, round) =>
    titles(users).map((title, index) => {
      const n = round * titles(users).length + index + 1;
      const failed = walk === "failed" && index === FAILS;
      const running = walk === "running" && n === at + 1;
      const done = walk === "passed" || walk === "failed" || n <= at;
      const exchanges = done ? exchangesOf(index, failed) : [];
      return {
        n,
        dialect: each,
        title,
        state: failed ? "failed" : done ? "done" : running ? "running" : "waiting",
        sentence: failed ? "Expected no title after it was cleared, and “Engineer” came back." : null,
        progress: running && index === 3 ? { done: Math.floor(users * 0.6), of: users } : null,
        micros: done ? 1_200 + index * 950 : null,
        exchanges,
        calls: index === 3 && done ? users * 2 : exchanges.length,
      };
    }),
  );
}

function view(state) {
  const { walk, at = 0, users = 20, dialect = "aiw" } = state;
  if (!walk)
    return {
      state: "idle",
      id: null,
      sentence: null,
      dialect: null,
      users: null,
      startedAt: null,
      endedAt: null,
      of: 0,
      steps: [],
      next: 0,
    };
  const list = steps(state);
  return {
    state: walk,
    id: "r1",
    sentence: null,
    dialect,
    users,
    startedAt: "2026-11-23T14:00:00.000Z",
    endedAt: walk === "running" ? null : "2026-11-23T14:00:04.200Z",
    of: list.length,
    steps: list.filter((step) => step.state !== "waiting"),
    next: walk === "running" ? at + 1 : 1_000,
  };
}

export function rehearsal({ method, pathname, searchParams, state, body }) {
  if (pathname !== "/api/v1/rehearsal") return null;
  const refused = refusedTo(state, "EnterpriseAdmin");
  if (refused) return refused;
  if (state.fail === "rehearsal") return problem(500, "fault", "The rehearsal could not be read.");
  if (method === "POST") {
    if (state.walk === "running" || state.busy)
      return problem(409, "conflict", "A rehearsal is running already.");
    if (state.noRoom) return problem(500, "fault", "There is no room for a scratch installation.");
    const { dialect, users } = body;
    return json(202, { id: "r1" }, remember({ ...state, walk: "running", at: 0, dialect, users }));
  }
  if (method === "DELETE") return nothing(remember({ ...state, walk: "cancelled" }));
  const now = view(state);
  const after = searchParams.get("after");
  if (after === null) return json(200, now);
  const reply = json(200, { ...now, steps: now.steps.filter((step) => step.n >= Number(after)) });
  return now.next <= Number(after) ? waited(reply) : reply;
}
