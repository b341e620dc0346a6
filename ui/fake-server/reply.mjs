// What an area of the fake server answers with, and how that is sent.
import { people } from "./people.mjs";

export const json = (status, body, headers = {}) => ({
  status,
  headers: { "content-type": status < 400 ? "application/json" : "application/problem+json", ...headers },
  body: JSON.stringify(body),
});

const requestId = "0197f0b1-7c2a-7e11-b0f3-aa01d2c4e6f8";

export const problem = (status, code, detail, headers = {}) =>
  json(
    status,
    { type: `https://latchkey.example/problems/${code}`, title: detail, status, code, detail, requestId },
    { "x-request-id": requestId, ...headers },
  );

export const nothing = (headers = {}) => ({ status: 204, headers, body: "" });

/** Changes the state of the fake server, which the browser carries. */
export const remember = (state) => ({
  "set-cookie": `fake=${encodeURIComponent(JSON.stringify(state))}; Path=/; SameSite=Lax`,
});

/** A long poll without news: the answer waits, shorter than a real one so that a test's next state is soon seen. */
export const waited = (reply) => ({ ...reply, wait: 300 });

const ROLES = [null, "ReadOnly", "User", "Admin", "EnterpriseAdmin"];

/** Why the person of `state` may not have this, as the real server says it; null when they may. */
export function refusedTo(state, least) {
  const user = people[state.as];
  if (!user) return problem(401, "unauthenticated", "Nobody is signed in.");
  if (ROLES.indexOf(user.accessRole) >= ROLES.indexOf(least)) return null;
  return problem(403, "forbidden", `This needs the access role ${least}. Nothing was changed.`);
}

/** Sends a reply: "away" is a server that is gone. */
export function send(response, reply) {
  if (reply === "away") return response.destroy();
  const answer = () => response.writeHead(reply.status, reply.headers).end(reply.body);
  if (!reply.wait) return answer();
  const timer = setTimeout(answer, reply.wait);
  response.on("close", () => clearTimeout(timer));
}
