// About and first run. State: unset (nobody has set it up), code (the one that is right; ABCD-2345), urlRefused.
import { people, signedIn } from "./people.mjs";
import { json, problem, remember } from "./reply.mjs";

const about = (state) => ({
  product: "Latchkey",
  version: "0.1.0",
  api: 1,
  setUp: !state.unset,
  organization: state.unset ? null : { name: "Acme" },
  rehearsal: state.rehearsal ?? false,
});

function setUp(state, body) {
  if (!state.unset)
    return problem(409, "already_set_up", "This installation is set up. Nothing was changed.");
  if (state.codes)
    return problem(429, "too_many_attempts", "Too many codes were tried.", { "retry-after": "60" });
  if (body.code !== "ABCD-2345")
    return problem(401, "wrong_credentials", "That is not the one-time code. Nothing was changed.");
  const { unset: _, ...rest } = state;
  return json(
    201,
    signedIn(people.owner, "password"),
    remember({ ...rest, as: "owner", method: "password" }),
  );
}

export function firstRun({ method, pathname, state, body }) {
  if (pathname === "/api/v1/about") return json(200, about(state));
  if (pathname === "/api/v1/setup" && method === "POST") return setUp(state, body);
  return null;
}
