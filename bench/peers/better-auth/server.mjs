// Better Auth with its SCIM plugin over better-sqlite3, behind Node's own server, as its guide puts them together.
// Started with a folder for its database; prints where it listens and what lets a caller in.
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { join } from "node:path";
import { scim } from "@better-auth/scim";
import { betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration";
import { toNodeHandler } from "better-auth/node";
import Database from "better-sqlite3";

const database = new Database(join(process.argv[2], "better-auth.db"));
// better-sqlite3 is built with synchronous=NORMAL in WAL, which loses what it answered when the power fails.
database.pragma("journal_mode = WAL");
database.pragma("synchronous = FULL");

const token = randomBytes(32).toString("base64url");
const server = createServer((request, response) => handler(request, response));
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const url = `http://127.0.0.1:${server.address().port}`;

const options = {
  baseURL: url,
  secret: randomBytes(32).toString("base64url"),
  database,
  telemetry: { enabled: false },
  rateLimit: { enabled: false },
  plugins: [scim({ connections: [{ id: "okta", credentials: [{ type: "bearer", id: "one", token }] }] })],
};
const { runMigrations } = await getMigrations(options);
await runMigrations();
const handler = toNodeHandler(betterAuth(options));
console.log(`ready ${JSON.stringify({ base: `${url}/api/auth/scim/v2`, authorization: `Bearer ${token}` })}`);
