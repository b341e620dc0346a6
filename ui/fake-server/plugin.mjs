// `npm run dev`: Vite with the fake server in front. Every state is a link on /__fake.
import { readFile } from "node:fs/promises";
import { answer, bodyOf, fillPage, stateOf } from "./contract.mjs";
import { send } from "./reply.mjs";

/** @returns {import("vite").Plugin} */
export function fakeLatchkey() {
  return {
    name: "fake-latchkey",
    apply: "serve",
    configureServer(server) {
      server.middlewares.use(async (request, response, next) => {
        const state = stateOf(request);
        const { method, originalUrl: url = "/" } = request;
        const ours = /^\/(api|auth|__fake)(\/|$|\?)/.test(url);
        const reply = ours ? answer({ method, url, state, text: await bodyOf(request) }) : null;
        if (reply) return send(response, reply);
        if (!request.headers.accept?.includes("text/html")) return next();
        const source = await readFile(new URL("../index.html", import.meta.url), "utf8");
        const page = fillPage({
          html: await server.transformIndexHtml(url, source),
          url,
          state,
          nonce: "dev",
        });
        response.writeHead(page.status, { "content-type": "text/html; charset=utf-8" }).end(page.html);
      });
    },
  };
}
