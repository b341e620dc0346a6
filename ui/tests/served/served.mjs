// The real program on a folder of its own, as it serves the built interface. LATCHKEY_BIN names another build of it.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const program =
  process.env.LATCHKEY_BIN ?? fileURLToPath(new URL("../../../target/debug/latchkey", import.meta.url));

/** As in tests/src/patience.rs. */
const LIMIT_MS = 30_000;

export const OWNER = "olga.owner@atko.com";
export const PASSWORD = "correct horse battery staple";

async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await new Promise((open) => probe.once("listening", open));
  const { port } = probe.address();
  await new Promise((closed) => probe.close(closed));
  return port;
}

/** Nothing of the caller's own Latchkey, keychain or log: as `command` in tests/src/program.rs. */
function start(args) {
  const env = { ...process.env, NO_COLOR: "1" };
  for (const name of ["LATCHKEY_DATA_DIR", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "RUST_LOG"])
    delete env[name];
  const child = spawn(program, args, { env, stdio: ["pipe", "pipe", "pipe"] });
  const said = [];
  child.stderr.on("data", (chunk) => said.push(chunk));
  // A program that ended takes no input.
  child.stdin.on("error", () => {});
  return { child, said: () => said.join("") };
}

/** Runs a command to its end; gives what it printed. */
function run(args, input = "") {
  const { child, said } = start(args);
  let printed = "";
  child.stdout.on("data", (chunk) => {
    printed += chunk;
  });
  child.stdin.end(input);
  return new Promise((done, failed) => {
    child.on("error", failed);
    child.on("close", (code) =>
      code === 0 ? done(printed) : failed(new Error(`${args.join(" ")}: exit ${code}\n${printed}${said()}`)),
    );
  });
}

/** Set up, and served by the name localhost, on which browsers use passkeys without TLS. */
export async function startServed(...more) {
  const folder = await mkdtemp(join(tmpdir(), "latchkey-served-"));
  const data = ["--data-dir", join(folder, "data")];
  const owner = ["--owner-email", OWNER, "--owner-given-name", "Olga", "--owner-family-name", "Owner"];
  await run([...data, "setup", "--organization", "Atko", ...owner, "--password-stdin"], PASSWORD);
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const { child, said } = start([
    ...data,
    "serve",
    "--listen",
    `127.0.0.1:${port}`,
    "--public-url",
    url,
    ...more,
  ]);
  child.stdin.end();
  const ended = new Promise((gone) => child.once("close", gone));
  let late = false;
  const limit = setTimeout(() => {
    late = true;
    child.kill("SIGKILL");
  }, LIMIT_MS);
  let listens = false;
  for await (const line of createInterface({ input: child.stdout })) {
    listens = line.startsWith("listening on ");
    if (listens) break;
  }
  clearTimeout(limit);
  assert.ok(listens, `${late ? "It does not listen" : "It ended"}: ${said()}`);
  // What it prints from now on is read, so that it never waits for that.
  child.stdout.resume();
  return {
    url,
    run: (...args) => run([...data, ...args]),
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}
