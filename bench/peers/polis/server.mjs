// Ory Polis as a library, as its guide puts directory sync behind an application's own routes. Its store is as it comes:
// better-sqlite3 with a rollback journal, which is durable.
// Started with a folder for its database; prints where it listens and what lets a caller in.
import { createServer } from "node:http";
import { join } from "node:path";
import jackson from "@boxyhq/saml-jackson";

const { directorySyncController: sync } = await jackson.controllers({
  externalUrl: "http://127.0.0.1",
  samlPath: "/api/oauth/saml",
  scimPath: "/scim/v2",
  db: { engine: "sql", type: "sqlite", url: join(process.argv[2], "polis.db") },
  noAnalytics: true,
  logger: { info() {}, warn: console.warn, error: console.error },
});
const made = await sync.directories.create({ tenant: "atko", product: "bench", type: "okta-scim-v2" });
if (made.error) throw new Error(made.error.message);
const { id, scim } = made.data;

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const url = new URL(request.url, "http://127.0.0.1");
  const [, , , directoryId, resourceType, resourceId] = url.pathname.split("/");
  const number = (name) => (url.searchParams.has(name) ? Number(url.searchParams.get(name)) : undefined);
  const asked = {
    method: request.method,
    body: chunks.length > 0 ? JSON.parse(Buffer.concat(chunks)) : undefined,
    directoryId,
    resourceType,
    resourceId,
    apiSecret: request.headers.authorization?.replace(/^Bearer /, ""),
    query: {
      count: number("count"),
      startIndex: number("startIndex"),
      filter: url.searchParams.get("filter") ?? undefined,
    },
  };
  // The second argument is told what was done; without it Polis writes a line about a missing webhook each time.
  const answer = await sync.requests.handle(asked, async () => {});
  const body = Buffer.from(JSON.stringify(answer.data ?? null));
  response.writeHead(answer.status, { "content-type": "application/scim+json", "content-length": body.length });
  response.end(body);
});
server.listen(0, "127.0.0.1", () => {
  const base = `http://127.0.0.1:${server.address().port}/scim/v2/${id}`;
  console.log(`ready ${JSON.stringify({ base, authorization: `Bearer ${scim.secret}` })}`);
});
