// Invitations: "good", "used" (404), and any other token is 404. State: { invite: what setting the password is answered }.
import { people, signedIn } from "./people.mjs";
import { json, nothing, problem, remember } from "./reply.mjs";
import { secondStep } from "./second-factor.mjs";

const refusals = {
  short: () => problem(422, "unaccepted_value", "The password has 8 characters. Use at least 12."),
  okta: () => problem(403, "okta_required", "Everyone signs in through Okta."),
  gone: () => problem(404, "not_found", "There is no such invitation."),
  fault: () => problem(500, "fault", "The disk is full."),
};

export function invites({ method, pathname, state }) {
  const [, token] = /^\/api\/v1\/invites\/(.+)$/.exec(pathname) ?? [];
  if (!token) return null;
  if (state.fail === "invites") return problem(500, "fault", "The invitation could not be read.");
  if (token === "okta") return refusals.okta();
  if (method === "POST" && state.invite === "app") return nothing();
  if (token !== "good") return refusals.gone();
  if (method === "GET")
    return json(200, {
      user: { displayName: "Ana Berg", userName: "ana@acme.com", email: "ana@acme.com" },
      organization: { name: "Acme" },
      expiresAt: new Date(Date.now() + 3 * 86_400_000).toISOString(),
    });
  const step = secondStep(state, "ana");
  if (step && !state.invite) return step;
  return (
    refusals[state.invite]?.() ??
    json(201, signedIn(people.ana, "password"), remember({ ...state, as: "ana", method: "password" }))
  );
}
