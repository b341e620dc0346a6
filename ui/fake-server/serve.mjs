// The built app (dist/) behind the fake server, under the real Content-Security-Policy:
// `npm run build && npm run serve:fake`, or startFake() from a test.
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { answer, bodyOf, fillPage, policy, stateOf } from "./contract.mjs";
import { send } from "./reply.mjs";

const dist = new URL("../dist/", import.meta.url);
const types = {
  ".js": "text/javascript",
  ".css": "text/css",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

async function file(pathname) {
  const type = types[extname(pathname)];
  const at = new URL(`.${pathname}`, dist);
  if (!type || !at.href.startsWith(dist.href)) return null;
  return { type, body: await readFile(at).catch(() => null) };
}

/** As the real server says it: names under assets/ carry a hash of their content. */
const kept = (url) =>
  url.startsWith("/assets/") ? { "cache-control": "public, max-age=31536000, immutable" } : {};

async function handle(request, response) {
  const state = stateOf(request);
  const { method, url } = request;
  const reply = answer({ method, url, state, text: await bodyOf(request) });
  if (reply) return send(response, reply);
  const found = await file(new URL(url, "http://fake").pathname);
  if (found?.body)
    return response.writeHead(200, { "content-type": found.type, ...kept(url) }).end(found.body);
  if (found) return response.writeHead(404).end();
  const nonce = randomBytes(16).toString("base64");
  const html = await readFile(new URL("index.html", dist), "utf8");
  const page = fillPage({ html, url, state, nonce });
  response
    .writeHead(page.status, {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": policy(nonce),
    })
    .end(page.html);
}

/** Listens on loopback; 0 takes a free port. Gives the origin and a way to stop. */
export async function startFake(port = 0) {
  const server = createServer((request, response) => {
    handle(request, response).catch((failure) => response.writeHead(500).end(String(failure)));
  });
  await new Promise((ready) => server.listen(port, "127.0.0.1", ready));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    stop: () =>
      new Promise((done) => {
        server.close(done);
        server.closeAllConnections();
      }),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { origin } = await startFake(Number(process.env.PORT ?? 5199));
  console.log(`the built app is at ${origin}, every state of it at ${origin}/__fake`);
}
