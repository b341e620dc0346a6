// Manage Users with Okta. State: policy ("none", "saved"), tested (a time), testedAs ("bo"), preview ("calm": nobody is locked out).
import { people } from "./people.mjs";
import { json, nothing, problem, refusedTo, remember } from "./reply.mjs";

const mistake = (code, detail, suggestion = null) => {
  const reply = problem(422, "issuer", detail);
  return { ...reply, body: JSON.stringify({ ...JSON.parse(reply.body), mistake: code, suggestion }) };
};

function check({ issuer }) {
  if (!/^https:\/\/[^/]+/.test(issuer))
    return mistake(
      "not_https",
      `“${issuer}” is no https address. The Issuer URL looks like https://acme.okta.com.`,
    );
  const suggestion = issuer
    .replace("-admin.okta.com", ".okta.com")
    .replace(/\/\.well-known.*$/, "")
    .replace(/\/+$/, "");
  if (issuer.includes("-admin."))
    return mistake(
      "admin_host",
      `This is the admin address of your Okta. The Issuer URL is ${suggestion}, without "-admin".`,
      suggestion,
    );
  if (issuer.includes("/.well-known"))
    return mistake(
      "well_known",
      `This is the address of the issuer's description. The Issuer URL is ${suggestion}, without what follows.`,
      suggestion,
    );
  if (issuer.endsWith("/"))
    return mistake("trailing_slash", `The Issuer URL has no slash at its end: ${suggestion}.`, suggestion);
  if (issuer.includes("nowhere"))
    return mistake(
      "no_such_server",
      `${issuer} has no authorization server of that name. Look under Security → API.`,
    );
  return json(200, {
    issuer,
    authorizationEndpoint: `${issuer}/v1/authorize`,
    ok: true,
    sentence: `${issuer} answers as an issuer, with 2 keys.`,
  });
}

const policy = (state) => ({
  policy:
    state.policy === "saved"
      ? {
          issuer: "https://acme.okta.com",
          clientId: "0oa1b2c3d4e5f6g7h8i9",
          savedAt: "2026-11-03T10:02:00.000Z",
          testedAt: "2026-11-03T10:00:00.000Z",
        }
      : null,
  // Of saved values only.
  testedAt: state.policy === "saved" ? "2026-11-03T10:00:00.000Z" : null,
});

/** State: tested, and as: "bo" where it was made with Bo's Okta account. */
const tested = ({ tested: at, as, testedAs }, clientId) => {
  if (!at || clientId !== "0oa1b2c3d4e5f6g7h8i9") return { testedAt: null, test: null };
  const bo = testedAs === "bo";
  return {
    testedAt: at,
    test: {
      account: bo ? "bo@acme.com" : "olga@acme.com",
      link: bo ? "not_made" : "made",
      tester: { id: people[as].id, name: people[as].displayName },
      belongsTo: bo ? { id: "u7", name: "Bo Lind" } : null,
    },
  };
};

const preview = (state) => ({
  linked: 171,
  willLink: 36,
  appAccessOnly: 171,
  lockedOut:
    state.preview === "calm"
      ? []
      : [
          {
            id: "u7",
            name: "Bo Lind",
            accessRole: "Admin",
            reason: "Not linked: an Admin is linked by a test sign-in.",
          },
          { id: "u8", name: "Cy Young", accessRole: "User", reason: "Okta has not sent this person." },
        ],
  notInOkta:
    state.preview === "calm"
      ? []
      : [{ id: "u8", name: "Cy Young", accessRole: "User", reason: "Okta has not sent this person." }],
  lockedOutTotal: state.preview === "calm" ? 0 : 2,
  notInOktaTotal: state.preview === "calm" ? 0 : 1,
  keepPassword: [
    { id: "u1", name: "Olga Owner", accessRole: "EnterpriseAdmin", reason: "Has a local password." },
  ],
});

export function signInPolicyArea({ method, pathname, searchParams, state, body }) {
  if (!/^\/api\/v1\/sign-in\/(check|test|tested|policy|preview)$/.test(pathname)) return null;
  const refused = refusedTo(state, "EnterpriseAdmin");
  if (refused) return refused;
  if (pathname.endsWith("/check")) return check(body);
  if (pathname.endsWith("/preview"))
    return state.fail === "preview" ? problem(500, "fault", "The disk is full.") : json(200, preview(state));
  if (pathname.endsWith("/tested")) return json(200, tested(state, searchParams.get("clientId")));
  if (pathname.endsWith("/test")) {
    const back = encodeURIComponent(body.returnTo);
    return json(201, { authorizeUrl: `/__fake/okta?to=${back}` });
  }
  if (method === "GET") return json(200, policy(state));
  if (state.stale) return problem(403, "fresh_sign_in", "This needs a sign-in of the last five minutes.");
  if (method === "DELETE") return nothing(remember({ ...state, policy: "none" }));
  if (!state.tested && !body.withoutTest)
    return problem(
      409,
      "not_tested",
      "No test sign-in with these values passed in the last hour. Nothing was saved.",
    );
  const next = { ...state, policy: "saved" };
  return json(200, policy(next), remember(next));
}

/** Okta, as far as a test sign-in goes: it lets the person in and sends them back. */
export function fakeOkta({ pathname, searchParams, state }) {
  if (pathname !== "/__fake/okta") return null;
  return {
    status: 303,
    headers: {
      location: searchParams.get("to") ?? "/",
      ...remember({ ...state, tested: new Date().toISOString() }),
    },
    body: "",
  };
}
