// One's own sessions and password. State: { sessions: "one", fail: "me", password: what a change is answered }.
import { people } from "./people.mjs";
import { json, nothing, problem, refusedTo, remember } from "./reply.mjs";

const ago = (minutes) => new Date(Date.now() - minutes * 60_000).toISOString();
const session = (id, over) => ({
  id,
  createdAt: ago(42),
  expiresAt: ago(-660),
  method: "okta",
  surface: "portal",
  from: "203.0.113.24",
  lastSeenAt: ago(0),
  current: false,
  ...over,
});

function sessionsOf(state) {
  const here = session("s1", { current: true, method: state.method ?? "okta" });
  const others = [
    session("s2", { surface: "app", from: "10.0.4.17", createdAt: ago(400), lastSeenAt: ago(35) }),
    session("s3", {
      from: "2001:db8:85a3:8d3:1319:8a2e:370:7348",
      createdAt: ago(4_000),
      lastSeenAt: ago(3_000),
      method: "password",
    }),
  ];
  const ended = state.ended ?? [];
  return [here, ...(state.sessions === "one" ? [] : others)].filter(({ id }) => !ended.includes(id));
}

const passwords = {
  wrong: () => problem(401, "wrong_credentials", "This is not the current password."),
  short: () => problem(422, "unaccepted_value", "The password has 8 characters. Use at least 12."),
  fault: () => problem(500, "fault", "The disk is full, so nothing was changed."),
};

export function me({ method, pathname, state }) {
  if (!pathname.startsWith("/api/v1/me/")) return null;
  const refused = people[state.as] ? null : refusedTo(state, null);
  if (refused) return refused;
  if (state.fail === "me") return problem(500, "fault", "The sessions could not be read.");
  if (pathname === "/api/v1/me/sessions" && method === "GET")
    return json(200, { sessions: sessionsOf(state) });
  if (pathname === "/api/v1/me/sessions" && method === "DELETE")
    return nothing(remember({ ...state, ended: ["s2", "s3"] }));
  const [, id] = /^\/api\/v1\/me\/sessions\/(.+)$/.exec(pathname) ?? [];
  if (id && method === "DELETE")
    return state.keep
      ? problem(500, "fault", "The session could not be ended.")
      : nothing(remember({ ...state, ended: [...(state.ended ?? []), id] }));
  if (pathname === "/api/v1/me/password" && method === "PUT")
    return passwords[state.password]?.() ?? nothing();
  return null;
}
