// The server's side of the contract with the interface, without a server: what each request is answered.
// State lives in a cookie of the browser ("fake", JSON), so that every tab of a test is on its own:
//   { mode: "local"|"okta"|"both", rehearsal, as: a name of people.mjs, method, problem, away, slow }
// and what each file that areas.mjs lists knows besides.
import { areas } from "./areas.mjs";
import { people, refusals, signedIn } from "./people.mjs";
import { json, problem, remember } from "./reply.mjs";
import { secondStep } from "./second-factor.mjs";
import { views } from "./views.mjs";

const escapeHtml = (text) =>
  text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);
// In a script element only "<" can end or change what follows.
const escapeJson = (value) => JSON.stringify(value).replaceAll("<", "\\u003c");

export function stateOf(request) {
  const cookie = /(?:^|;\s*)fake=([^;]+)/.exec(request.headers.cookie ?? "")?.[1];
  try {
    return { mode: "local", ...JSON.parse(decodeURIComponent(cookie)) };
  } catch {
    return { mode: "local" };
  }
}

const signIn = (state) => ({
  mode: state.mode,
  organization: state.organization ?? "Acme",
  returnTo: "/",
  rehearsal: state.rehearsal ?? false,
});

const problems = {
  okta_required: () => problem(403, "okta_required", "Sign-on through Okta is required."),
  too_many_attempts: () =>
    problem(429, "too_many_attempts", "Too many attempts for this account.", { "retry-after": "45" }),
  deactivated: () => problem(403, "deactivated", "This account is deactivated."),
  app_access_only: () => problem(403, "app_access_only", "This account has app access only."),
  internal: () => problem(500, "internal", "The disk is full, so the session could not be written."),
};

function postSession(state, text) {
  if (problems[state.problem]) return problems[state.problem]();
  const { userName, password } = JSON.parse(text);
  const [name, user] = Object.entries(people).find(([, { email }]) => email === userName.toLowerCase()) ?? [];
  if (!user || password !== "correct horse")
    return problem(401, "wrong_credentials", "The user name or the password is wrong.");
  const step = secondStep(state, name);
  if (step) return step;
  return json(
    201,
    signedIn(user, "password"),
    remember({ ...state, as: name, method: "password", stale: false }),
  );
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The answer to an API or sign-on request; null where a page is wanted. "away" is a server that is gone. */
export function answer({ method, url, state, text }) {
  const { pathname, searchParams } = new URL(url, "http://fake");
  if (pathname.startsWith("/api/") && state.away) return "away";
  if (pathname === "/api/v1/session") {
    if (method === "POST") return postSession(state, text);
    if (method === "DELETE")
      return state.keep
        ? problem(500, "internal", "The session could not be ended.")
        : { status: 204, headers: remember({ ...state, as: undefined }), body: "" };
    const user = people[state.as];
    if (state.broken) return problem(500, "internal", "The disk is full.");
    return user
      ? json(200, signedIn(user, state.method ?? "okta"))
      : problem(401, "not_signed_in", "Nobody is signed in.");
  }
  if (pathname === "/api/v1/sign-in") return json(200, signIn(state));
  for (const area of areas) {
    const reply = area({ method, pathname, searchParams, state, body: parsed(text) });
    if (reply) return reply;
  }
  if (pathname.startsWith("/api/")) return problem(404, "not_found", "There is nothing at this address.");
  if (pathname === "/auth/login") {
    const to = state.refuse
      ? `/auth/callback?refuse=${state.refuse}`
      : (searchParams.get("return_to") ?? "/");
    return {
      status: 303,
      headers: {
        location: to,
        ...remember({ ...state, as: state.refuse ? undefined : "ana", method: "okta" }),
      },
      body: "",
    };
  }
  if (pathname === "/__fake") return fakePage();
  if (pathname === "/__fake/set")
    return {
      status: 303,
      headers: {
        location: searchParams.get("to") ?? "/",
        ...remember(JSON.parse(searchParams.get("state") ?? "{}")),
      },
      body: "",
    };
  return null;
}

/** Every state behind a link: /__fake. */
function fakePage() {
  const link = (name, state, to = "/") =>
    `<li><a href="/__fake/set?to=${encodeURIComponent(to)}&amp;state=${encodeURIComponent(JSON.stringify(state))}">${escapeHtml(name)}</a></li>`;
  const lists = {
    "Sign in": ["local", "okta", "both"].flatMap((mode) => [
      link(mode, { mode }),
      link(`${mode}, rehearsal`, { mode, rehearsal: true }),
    ]),
    "Signed in": Object.keys(people).map((as) => link(as, { as })),
    ...Object.fromEntries(
      Object.entries(views).map(([area, list]) => [
        area,
        list.map(({ name, path, state }) => link(name, state, path)),
      ]),
    ),
    Refused: Object.keys(refusals).map((code) => link(code, {}, `/auth/callback?refuse=${code}`)),
    Password: Object.keys(problems).map((code) => link(code, { problem: code })),
    Server: [
      link("away", { away: true }),
      link("broken", { broken: true }),
      link("signed in, away", { as: "ana", away: true }),
    ],
  };
  const body = Object.entries(lists).map(([title, links]) => `<h2>${title}</h2><ul>${links.join("")}</ul>`);
  return {
    status: 200,
    headers: { "content-type": "text/html; charset=utf-8" },
    body: `<!doctype html><title>Fake Latchkey</title>${body.join("")}`,
  };
}

function refusalHtml(refusal) {
  const { title, text, todo, issuerSaid, who, supportContact, reference } = refusal;
  const line = (name, value) => (value ? `<p>${name}: ${escapeHtml(value)}</p>` : "");
  return [
    '<main class="plain">',
    `<h1>${escapeHtml(title)}</h1><p role="alert">${escapeHtml(text)}</p>`,
    issuerSaid
      ? `<blockquote>${escapeHtml(issuerSaid.description ?? "")} <code>${escapeHtml(issuerSaid.error)}</code></blockquote>`
      : "",
    `<h2>What to do</h2><p>${escapeHtml(todo)}</p>`,
    line("Account", who),
    line("Support contact", supportContact),
    line("Reference", reference),
    '<p><a href="/auth/login?return_to=/">Try again</a></p></main>',
  ].join("");
}

/** index.html as the server sends it: nonce, boot data, and a refusal said in full. */
export function fillPage({ html, url, state, nonce }) {
  const { pathname, searchParams } = new URL(url, "http://fake");
  const refusal = pathname === "/auth/callback" ? refusals[searchParams.get("refuse")] : undefined;
  let boot = {};
  if (refusal) boot = { refusal };
  else if (!state.silent && !state.unset) boot = { signIn: signIn(state) };
  return {
    status: refusal ? 403 : 200,
    html: html
      .replaceAll("__TAURI_STYLE_NONCE__", nonce)
      .replace("__BOOT__", () => escapeJson(boot))
      .replace("<!--boot-->", () => (refusal ? refusalHtml(refusal) : "")),
  };
}

/** The policy that the server sends with every page. */
export const policy = (nonce) =>
  [
    "default-src 'self'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join("; ");

/** The whole body of a request, as text. */
export async function bodyOf(request) {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
}
