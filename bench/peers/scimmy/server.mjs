// SCIMMY with its routers for express, as their READMEs put them together, over a table of better-sqlite3.
// Started with a folder for its database; prints where it listens and what lets a caller in.
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import Database from "better-sqlite3";
import express from "express";
import SCIMMY from "scimmy";
import SCIMMYRouters from "scimmy-routers";

const db = new Database(join(process.argv[2], "scimmy.db"));
// better-sqlite3 is built with synchronous=NORMAL in WAL, which loses what it answered when the power fails.
db.pragma("journal_mode = WAL");
db.pragma("synchronous = FULL");
db.exec(
  "CREATE TABLE user (id TEXT PRIMARY KEY, user_name TEXT NOT NULL COLLATE NOCASE UNIQUE, body TEXT NOT NULL) STRICT",
);
const byId = db.prepare("SELECT id, body FROM user WHERE id = ?");
const byName = db.prepare("SELECT id, body FROM user WHERE user_name = ?");
const all = db.prepare("SELECT id, body FROM user ORDER BY id");
const add = db.prepare("INSERT INTO user (id, user_name, body) VALUES (?, ?, ?)");
const put = db.prepare("UPDATE user SET user_name = ?, body = ? WHERE id = ?");
const drop = db.prepare("DELETE FROM user WHERE id = ?");

const read = ({ id, body }) => ({ ...JSON.parse(body), id });
const notFound = (id) => new SCIMMY.Types.Error(404, null, `Resource ${id} not found`);

// The one filter that Okta asks of users is answered by the index, whatever else by SCIMMY's own matching.
function found(filter) {
  if (!filter) return all.all().map(read);
  const [only, ...more] = filter;
  const name = Object.entries(only ?? {}).find(([key]) => key.toLowerCase() === "username")?.[1];
  if (more.length === 0 && Array.isArray(name) && name[0] === "eq" && Object.keys(only).length === 1) {
    return byName.all(name[1]).map(read);
  }
  return filter.match(all.all().map(read));
}

SCIMMY.Resources.declare(SCIMMY.Resources.User)
  .ingress((resource, data) => {
    const { id: _, password: __, ...kept } = JSON.parse(JSON.stringify(data));
    const id = resource.id ?? randomUUID();
    const now = new Date().toISOString();
    const body = { ...kept, meta: { created: kept.meta?.created ?? now, lastModified: now } };
    try {
      if (resource.id) {
        if (put.run(data.userName, JSON.stringify(body), id).changes === 0) throw notFound(id);
      } else {
        add.run(id, data.userName, JSON.stringify(body));
      }
    } catch (fault) {
      if (fault.code === "SQLITE_CONSTRAINT_UNIQUE") throw new SCIMMY.Types.Error(409, "uniqueness", "taken");
      throw fault;
    }
    return { ...body, id };
  })
  .egress((resource) => {
    if (!resource.id) return found(resource.filter);
    const row = byId.get(resource.id);
    if (!row) throw notFound(resource.id);
    return read(row);
  })
  .degress((resource) => {
    if (drop.run(resource.id).changes === 0) throw notFound(resource.id);
  });

const token = randomUUID();
const app = express();
app.use(
  "/scim/v2",
  new SCIMMYRouters({
    type: "bearer",
    handler: (request) => {
      if (request.header("Authorization") !== `Bearer ${token}`) throw new Error("Authorization not detected!");
      return "okta";
    },
  }),
);
const server = app.listen(0, "127.0.0.1", () => {
  const base = `http://127.0.0.1:${server.address().port}/scim/v2`;
  console.log(`ready ${JSON.stringify({ base, authorization: `Bearer ${token}` })}`);
});
