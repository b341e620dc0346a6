// Organization Setup. State: okta ("none", "new", "waiting", "working", "refusing", "suspended"), passkeys (how many),
// keeps ("keychain", "once"), stale (a sign-in of longer ago), reach, edited (what was saved), logo, companyTaken.
import { checklist } from "./checklist.mjs";
import { json, nothing, problem, refusedTo, remember } from "./reply.mjs";

const PUBLIC = "https://latchkey.acme.com";
const ago = (seconds) => new Date(Date.now() - seconds * 1000).toISOString();

const organization = (state) => ({
  name: "Acme",
  companyId: "acme",
  supportContact: "it@acme.com",
  publicUrl: PUBLIC,
  createdAt: "2026-09-01T07:00:00.000Z",
  ...state.edited,
  logo: state.logo ? { url: "/logo.png?v=2", bytes: 8_412, width: 840, height: 240 } : null,
});

const badges = {
  new: "not_set_up",
  waiting: "waiting",
  working: "working",
  refusing: "refusing",
  suspended: "suspended",
};

const connectors = (state) => {
  const okta = state.okta ?? "none";
  const planned = (kind, name) => ({ kind, name, state: "planned", badge: "not_set_up" });
  return [
    {
      kind: "okta",
      name: "Okta",
      state: okta === "none" ? "available" : "added",
      badge: badges[okta] ?? "not_set_up",
    },
    planned("entra", "Microsoft Entra ID"),
    planned("google", "Google Workspace"),
    planned("jumpcloud", "JumpCloud"),
    planned("onelogin", "OneLogin"),
  ];
};

const passkey = (id, lastFour, over = {}) => ({
  id,
  lastFour,
  createdAt: "2026-11-03T09:12:00.000Z",
  lastUsedAt: null,
  expiresAt: null,
  ...over,
});

const connector = (state) => ({
  kind: "okta",
  addedAt: "2026-11-03T09:12:00.000Z",
  badge: badges[state.okta],
  lastCallAt: ["working", "refusing"].includes(state.okta) ? ago(130) : null,
  scimUrl: `${PUBLIC}/scim/v2`,
  userName: organization(state).companyId,
  passkeys: [
    ...(state.passkeys === 2 ? [passkey("p2", "M4TX", { createdAt: ago(3_600) })] : []),
    passkey("p1", "7Q2F", {
      lastUsedAt: state.okta === "working" ? ago(130) : null,
      expiresAt: state.passkeys === 2 ? ago(-82_800) : null,
    }),
  ],
  keeps: state.keeps ?? "keychain",
  loginRedirectUris: [
    `${PUBLIC}/auth/callback`,
    "http://127.0.0.1:8766/callback",
    "http://127.0.0.1:18766/callback",
    "http://127.0.0.1:28766/callback",
    "app.latchkey.desktop:/callback",
  ],
  initiateLoginUri: `${PUBLIC}/auth/login`,
  universalLogoutUrl: `${PUBLIC}/auth/global-token-revocation`,
  backchannelLogoutUrl: `${PUBLIC}/auth/backchannel-logout`,
  signIn: null,
  roleCap: "EnterpriseAdmin",
  matchBy: "externalId",
  massDeactivation: { percent: 20, least: 10, hold: false },
  ...state.rules,
});

const reaches = {
  public: {
    state: "public",
    sentence: "Okta called from 3.105.12.7 and got through.",
    lastExternalCallAt: ago(130),
  },
  agent: {
    state: "agent",
    sentence: "An agent called from 10.0.4.17, inside your network.",
    lastExternalCallAt: ago(4_000),
  },
  not_yet: {
    state: "not_yet",
    sentence: "Nobody outside this machine has called yet, and latchkey.acme.com has no address.",
    lastExternalCallAt: null,
  },
};
const step = (id, state, sentence, fix = null) => ({ id, state, sentence, fix });
/** The way as the server tells of it: whole, or up to a certificate that only the machine trusts. */
const walked = {
  public: [
    step("dns", "passed", "latchkey.acme.com leads to 52.34.71.8."),
    step("tcp", "passed", "52.34.71.8:443 takes connections."),
    step(
      "tls",
      "warned",
      "The certificate for latchkey.acme.com by R11 ends on 16 May 2026 (13 days left).",
      "Renew it, and let what renews it run by itself.",
    ),
    step("http", "passed", `${PUBLIC}/healthz answers 200, without a redirect.`),
    step("own", "passed", "This installation answers, and no other."),
    step(
      "scim",
      "passed",
      "SCIM's answers come back whole: 200 and 401, application/scim+json, WWW-Authenticate.",
    ),
    step(
      "headers",
      "passed",
      "Authorization (Basic and raw), If-Match, ETag, Content-Type, path and query are kept.",
    ),
    step("body", "passed", "A PATCH with a body of 8 MiB arrives whole."),
    step("forwarded", "passed", "The proxy at 127.0.0.1 is trusted and says where calls come from."),
  ],
  not_yet: [
    step("dns", "passed", "latchkey.acme.com leads to 52.34.71.8."),
    step(
      "tcp",
      "failed",
      "Nothing takes a connection on port 443 (52.34.71.8:443: Connection refused).",
      "Start the reverse proxy, tunnel or server that is to listen there, and let the port through the firewall.",
    ),
    ...["tls", "http", "own", "scim", "headers", "body", "forwarded"].map((id) =>
      step(id, "not_tried", "Not tried: the way ends before it."),
    ),
  ],
};
const SERVE = `latchkey serve --public-url ${PUBLIC} --trusted-proxy 127.0.0.1/32`;
const recipes = [
  { id: "caddy", text: "latchkey.acme.com {\n    reverse_proxy 127.0.0.1:8765\n}", serve: SERVE },
  {
    id: "nginx",
    text: [
      "server {",
      "    listen 443 ssl;",
      "    server_name latchkey.acme.com;",
      "    client_max_body_size 8m;",
      "    location / {",
      "        proxy_pass http://127.0.0.1:8765;",
      "        proxy_set_header X-Forwarded-For $remote_addr;",
      "    }",
      "}",
    ].join("\n"),
    serve: SERVE,
  },
  { id: "traefik", text: '[http.routers.latchkey]\nrule = "Host(`latchkey.acme.com`)"', serve: SERVE },
  { id: "cloudflare", text: "cloudflared tunnel route dns latchkey latchkey.acme.com", serve: SERVE },
  {
    id: "tailscale",
    text: "tailscale funnel --bg --https=443 'http://127.0.0.1:8765'",
    serve: "latchkey serve --public-url https://latchkey.example.ts.net --trusted-proxy 127.0.0.1/32",
  },
  { id: "agent", text: `${PUBLIC}/scim/v2/`, serve: null },
];

const reach = (state, tested = false) => {
  const which = state.reach ?? (state.okta === "working" ? "public" : "not_yet");
  return {
    publicUrl: PUBLIC,
    ...reaches[which],
    steps: tested ? (walked[which] ?? walked.public) : [],
    notSeen:
      "From this machine nobody sees what stands farther out: a firewall that lets only some addresses in, or a name that leads elsewhere outside.",
    recipes,
  };
};

const fresh = (state) =>
  state.stale
    ? problem(403, "fresh_sign_in", "This needs a sign-in of the last five minutes. Nothing was changed.")
    : null;

function passkeys({ method, pathname, state }) {
  const refused = fresh(state);
  if (refused) return refused;
  const once = state.keeps === "once";
  if (pathname.endsWith("/reveal"))
    return json(200, { password: once ? null : "lk_4f9wVq2mN8sZr1tYb6xKc3hJd7gLp0eA7Q2F" });
  if (method === "POST") {
    const next = { ...state, passkeys: 2 };
    return json(
      201,
      { password: "lk_9sK2dQ7vXw4nB1mZ8rTy5hGj3fLc6pAeM4TX", passkeys: connector(next).passkeys },
      remember(next),
    );
  }
  return nothing(remember({ ...state, passkeys: 1 }));
}

function organizationCalls({ method, pathname, state, body }) {
  if (pathname.endsWith("/logo")) {
    const next = { ...state, logo: method === "PUT" };
    return json(200, organization(next), remember(next));
  }
  if (method === "GET") return json(200, organization(state));
  if (state.companyTaken)
    return problem(
      422,
      "unaccepted_value",
      "The Company ID “acme corp” has a blank. Nothing was changed.",
      {},
    );
  const next = { ...state, edited: { ...state.edited, ...body } };
  const { companyId } = organization(state);
  const changed = body.companyId && body.companyId !== companyId;
  return json(
    200,
    {
      ...organization(next),
      changeInOkta: changed ? [{ field: "User Name", from: companyId, to: body.companyId }] : [],
      stays: changed ? ["SCIM Url and Password stay as they are."] : [],
      oldUntil: changed ? ago(-86_400) : null,
    },
    remember(next),
  );
}

function connectorCalls({ method, pathname, searchParams, state, body }) {
  if (pathname === "/api/v1/connectors" && method === "GET") return json(200, connectors(state));
  if (pathname === "/api/v1/connectors" && method === "POST") {
    if (["off", "suspended"].includes(state.toolkit))
      return problem(403, "toolkit_off", "Enterprise Toolkit is off. Enable it on the Billing page first.");
    const next = { ...state, okta: "new", edited: { ...state.edited, ...body.organization } };
    return json(
      201,
      {
        ...connector(next),
        password: state.keeps === "once" ? "lk_9sK2dQ7vXw4nB1mZ8rTy5hGj3fLc6pAe7Q2F" : null,
      },
      remember(next),
    );
  }
  if (!state.okta || state.okta === "none")
    return problem(404, "no_connector", "No Okta connector is added.");
  if (pathname === "/api/v1/connectors/okta") {
    if (method === "DELETE")
      return fresh(state) ?? nothing(remember({ ...state, okta: "none", policy: "none" }));
    if (method === "GET") return json(200, connector(state));
    const next = { ...state, rules: { ...state.rules, ...body } };
    return json(200, connector(next), remember(next));
  }
  if (pathname.startsWith("/api/v1/connectors/okta/passkeys")) return passkeys({ method, pathname, state });
  if (pathname === "/api/v1/connectors/okta/checklist")
    return json(200, checklist(state, searchParams.get("way") === "one" ? "one" : "two", connector(state)));
  if (pathname === "/api/v1/connectors/okta/reach") return json(200, reach(state));
  if (pathname === "/api/v1/connectors/okta/reach/test") return json(200, reach(state, true));
  return null;
}

export function organizationArea(call) {
  const { pathname, state } = call;
  const organizations = pathname.startsWith("/api/v1/organization");
  if (!organizations && !pathname.startsWith("/api/v1/connectors")) return null;
  const refused = refusedTo(state, "EnterpriseAdmin");
  if (refused) return refused;
  if (state.fail === "organization" && organizations) return problem(500, "fault", "The disk is full.");
  if (state.fail === "connector" && !organizations) return problem(500, "fault", "The disk is full.");
  return organizations ? organizationCalls(call) : connectorCalls(call);
}
