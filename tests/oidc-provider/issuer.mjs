// An issuer as Okta sets one up for Latchkey: a native client without a secret, S256 required, exact redirect URIs.
// One argument, a JSON document: {"port": 0, "clientId": "…", "redirectUris": ["…"], "accounts": [{"sub": "…", claims…}],
// "memory": "FILE"}. It prints `issuer http://127.0.0.1:PORT` once it answers. Each start makes new keys, so a restart
// rotates them; who is in the middle of a sign-in is in FILE, and goes on where they were.
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import Provider from "oidc-provider";

const { port, clientId, redirectUris, accounts, memory } = JSON.parse(process.argv[2]);

const server = createServer();
await new Promise((listening, refused) => {
  server.once("error", refused);
  server.listen(port, "127.0.0.1", listening);
});
const issuer = `http://127.0.0.1:${server.address().port}`;

const kept = existsSync(memory)
  ? JSON.parse(readFileSync(memory, "utf8"))
  : { cookieKey: randomBytes(32).toString("hex"), models: {} };
const write = () => writeFileSync(memory, JSON.stringify(kept));

/** The store that oidc-provider asks for, in one file. What has run out it tells by `exp` itself. */
class Kept {
  constructor(model) {
    this.key = (id) => `${model}:${id}`;
    this.all = () => Object.entries(kept.models).filter(([key]) => key.startsWith(`${model}:`));
  }
  async upsert(id, payload) {
    kept.models[this.key(id)] = payload;
    write();
  }
  async find(id) {
    return kept.models[this.key(id)];
  }
  async findByUid(uid) {
    return this.all().find(([, payload]) => payload.uid === uid)?.[1];
  }
  async findByUserCode(userCode) {
    return this.all().find(([, payload]) => payload.userCode === userCode)?.[1];
  }
  async consume(id) {
    kept.models[this.key(id)].consumed = Math.floor(Date.now() / 1000);
    write();
  }
  async destroy(id) {
    delete kept.models[this.key(id)];
    write();
  }
  async revokeByGrantId(grantId) {
    for (const [key, payload] of this.all()) if (payload.grantId === grantId) delete kept.models[key];
    write();
  }
}

const kid = randomBytes(8).toString("hex");
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const bySub = new Map(accounts.map((account) => [account.sub, account]));

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: clientId,
      application_type: "native",
      token_endpoint_auth_method: "none",
      grant_types: ["authorization_code"],
      response_types: ["code"],
      redirect_uris: redirectUris,
      id_token_signed_response_alg: "RS256",
    },
  ],
  jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), kid, use: "sig", alg: "RS256" }] },
  adapter: Kept,
  cookies: { keys: [kept.cookieKey] },
  pkce: { required: () => true },
  scopes: ["openid", "profile", "email"],
  // The profile claims come by userinfo only, as the specification wants it of a code-flow ID token.
  claims: {
    openid: ["sub"],
    profile: ["name", "given_name", "family_name", "preferred_username"],
    email: ["email", "email_verified"],
  },
  // The sign-in page asks for the account's sub: whoever is asked for is who signs in.
  async findAccount(_context, sub) {
    const account = bySub.get(sub);
    return account && { accountId: sub, claims: async () => account };
  },
});

server.on("request", provider.callback());
console.log(`issuer ${issuer}`);
