// The second step of a sign-in, and second factors. State: { step: "code"|"passkey"|"codes"|"elsewhere"|"enrol"|"enrol-app",
// factors: "none"|"some"|"many"|"required"|"address", answer: what every step is answered: "spent"|"many", stale: the sign-in
// is older than five minutes, must: the last one stays, changed: what was added and removed meanwhile }.
// 123 456 is the right code; ABCD-EFGH-JKLM-NPQR the right recovery code.
import { people, signedIn } from "./people.mjs";
import { json, nothing, problem, refusedTo, remember } from "./reply.mjs";

const ago = (minutes) => new Date(Date.now() - minutes * 60_000).toISOString();
const KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
const uri = `otpauth://totp/Latchkey%20Acme:owner%40acme.com?secret=${KEY}&issuer=Latchkey%20Acme`;
const recoveryCodes = Array.from({ length: 10 }, (_, n) => `ABCD-EFGH-JKLM-NPQ${"RSTUVWXYZ2"[n]}`);
const options = (over) => ({
  challenge: "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
  rpId: "latchkey.acme.com",
  userVerification: "required",
  allowCredentials: [],
  ...over,
});
const ELSEWHERE =
  "Your passkeys were made at old.acme.com, and this is latchkey.acme.com: no browser offers them here.";
const NO_NAME =
  "A passkey is bound to a name, and this server is known by http://127.0.0.1:8765. Set a public URL with a name under Settings (on this machine alone: http://localhost with the same port), and open Latchkey there.";

const asks = {
  code: { totp: true, passkey: null, passkeyNote: null, recoveryCodes: true },
  passkey: { totp: true, passkey: options(), passkeyNote: null, recoveryCodes: true },
  codes: { totp: false, passkey: null, passkeyNote: ELSEWHERE, recoveryCodes: true },
  elsewhere: { totp: false, passkey: null, passkeyNote: ELSEWHERE, recoveryCodes: false },
  enrol: { totp: true, passkey: null, passkeyNote: null, recoveryCodes: false },
  "enrol-app": { totp: true, passkey: null, passkeyNote: NO_NAME, recoveryCodes: false },
};

/** What a right password leads to, if not to a session. */
export function secondStep(state, name) {
  const members = asks[state.step];
  if (!members) return null;
  const code = state.step.startsWith("enrol") ? "second_factor_enrolment_needed" : "second_factor_needed";
  const detail = "The password is right. A second factor is needed.";
  return json(401, {
    type: "about:blank",
    title: "Unauthorized",
    status: 401,
    code,
    detail,
    requestId: "0197f0b1-7c2a-7e11-b0f3-aa01d2c4e6f8",
    ticket: name,
    expiresAt: ago(-5),
    ...members,
  });
}

const answers = {
  spent: () => problem(401, "ticket_spent", "This sign-in was finished already. Start again."),
  many: () => problem(429, "too_many_attempts", "Too many wrong codes.", { "retry-after": "30" }),
};
const wrongCode = (status) =>
  problem(
    status,
    "wrong_second_factor",
    "That is not the code that the authenticator app shows now. Nothing was changed. Type the newest one.",
  );
const isRight = ({ code, recoveryCode, passkey }) =>
  code?.replaceAll(/\s/g, "") === "123456" ||
  recoveryCode?.replaceAll(/[\s-]/g, "").toUpperCase() === "ABCDEFGHJKLMNPQR" ||
  passkey !== undefined;

const passkey = (id, name, over) => ({
  id,
  name,
  host: "latchkey.acme.com",
  addedAt: ago(40_000),
  lastUsedAt: ago(90),
  ...over,
});
const told = [
  { at: ago(3), sentence: 'The passkey "Work laptop" was added.', by: null, from: "203.0.113.24" },
  {
    at: ago(2_000),
    sentence:
      "Olga Owner signed in with a recovery code; 7 are left. If it was someone else, change the password.",
    by: null,
    from: "2001:db8:85a3:8d3:1319:8a2e:370:7348",
  },
];
const long = "The security key that hangs on the ring with the cellar’s";
const kinds = {
  none: { totp: null, passkeys: [], recoveryCodes: 0, told: [] },
  some: { passkeys: [passkey("p1", "Work laptop")], told },
  many: { passkeys: Array.from({ length: 20 }, (_, n) => passkey(`p${n}`, `${long} ${n + 1}`)) },
  required: { totp: null, passkeys: [], recoveryCodes: 0, told: [], required: true },
  address: { passkeys: [passkey("p1", "Work laptop", { lastUsedAt: null })], passkeyNote: NO_NAME },
};

const factors = (state) => ({
  totp: { addedAt: ago(60_000), lastUsedAt: ago(42) },
  passkeys: [],
  recoveryCodes: 7,
  hasPassword: true,
  localSignIn: true,
  required: false,
  passkeyNote: null,
  told: [],
  ...kinds[state.factors ?? "none"],
  ...state.changed,
});

function ofSession({ pathname, state, body }) {
  const answered = answers[state.answer]?.();
  if (answered) return answered;
  const name = people[body?.ticket] ? body.ticket : "owner";
  const signIn = (more) =>
    json(
      201,
      { ...signedIn(people[name], "password"), token: null, ...more },
      remember({ ...state, step: undefined, as: name, method: "password", stale: false }),
    );
  if (pathname === "/api/v1/session/second-factor") return isRight(body ?? {}) ? signIn({}) : wrongCode(401);
  if (pathname.endsWith("/totp")) return json(201, { secret: KEY, uri });
  if (pathname.endsWith("/passkey")) return json(201, { options: options() });
  if (pathname.endsWith("/enrolment"))
    return isRight(body ?? {}) ? signIn({ recoveryCodes }) : wrongCode(401);
  return null;
}

function ofOwn({ method, pathname, state, body }) {
  const refused = people[state.as] ? null : refusedTo(state, null);
  if (refused) return refused;
  if (state.fail === "factors") return problem(500, "fault", "The second factors could not be read.");
  const found = factors(state);
  if (pathname.endsWith("/second-factor") && method === "GET") return json(200, found);
  if (state.stale)
    return problem(403, "fresh_sign_in", "This needs a sign-in of the last five minutes. Sign in again.");
  const changed = (change) => remember({ ...state, changed: { ...state.changed, ...change } });
  if (pathname.endsWith("/totp") && method === "POST")
    return body?.password === "correct horse"
      ? json(201, { enrolment: "e1", secret: KEY, uri })
      : problem(422, "wrong_credentials", "That is not your current password.");
  if (pathname.endsWith("/enrolments")) {
    if (!isRight(body ?? {})) return wrongCode(422);
    const first = found.totp === null && found.passkeys.length === 0;
    const totp = { addedAt: ago(0), lastUsedAt: null };
    const change = { totp, recoveryCodes: first ? 10 : found.recoveryCodes };
    return json(201, { recoveryCodes: first ? recoveryCodes : null }, changed(change));
  }
  if (pathname.endsWith("/recovery-codes"))
    return json(201, { recoveryCodes }, changed({ recoveryCodes: 10 }));
  const last = found.passkeys.length + (found.totp ? 1 : 0) === 1;
  if (method === "DELETE" && state.must && last)
    return problem(
      409,
      "last_one",
      "It is your only second factor, and your access role needs one. Nothing was changed.",
    );
  if (pathname.endsWith("/totp")) return nothing(changed({ totp: null }));
  const id = pathname.split("/").at(-1);
  if (method === "DELETE") return nothing(changed({ passkeys: found.passkeys.filter((it) => it.id !== id) }));
  if (method === "PATCH") {
    const named = found.passkeys.map((it) => (it.id === id ? { ...it, name: body.name } : it));
    return nothing(changed({ passkeys: named }));
  }
  return null;
}

export function secondFactor(request) {
  const { method, pathname, state } = request;
  if (pathname.startsWith("/api/v1/session/second-factor")) return ofSession(request);
  if (pathname.startsWith("/api/v1/me/second-factor")) return ofOwn(request);
  if (/^\/api\/v1\/users\/[^/]+\/second-factor$/.test(pathname)) {
    const refused = refusedTo(state, "Admin");
    if (refused) return refused;
    if (method === "GET") return json(200, factors(state));
    if (state.stale)
      return problem(403, "fresh_sign_in", "This needs a sign-in of the last five minutes. Sign in again.");
    return nothing(remember({ ...state, factors: "none", changed: undefined }));
  }
  return null;
}
