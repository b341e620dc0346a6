// The one way to the server. Types come from openapi.json: `npm run generate`.
import createClient, { type Middleware } from "openapi-fetch";
import { isAttended, UNATTENDED } from "../attended.ts";
import { platform } from "../platform/index.ts";
import { connection } from "./connection.ts";
import { ApiFailure } from "./failure.ts";
import type { paths } from "./schema.ts";

/** A gateway in front answers for a server that is away: to a person that is the same as no answer. */
const GATEWAY = new Set([502, 503, 504]);

const watch: Middleware = {
  onRequest({ request }) {
    connection.began();
    // The server then does not count it as a use of the session.
    if (!isAttended()) request.headers.set(UNATTENDED, "1");
  },
  onResponse({ response }) {
    connection.ended();
    const ours = response.headers.get("content-type")?.includes("json") ?? response.status === 204;
    if (GATEWAY.has(response.status) && !ours) {
      connection.unanswered(new Date());
      throw ApiFailure.lost();
    }
    connection.answered(new Date());
  },
  onError({ request }) {
    connection.ended();
    // Given up by the page itself: that says nothing of the server.
    if (request.signal.aborted) return ApiFailure.lost();
    connection.unanswered(new Date());
    return ApiFailure.lost();
  },
};

export const client = createClient<paths>({
  baseUrl: platform.apiOrigin,
  fetch: (request) => platform.fetch(request),
  headers: { accept: "application/json" },
  // "a,b" is a list in every query of this API.
  querySerializer: { array: { style: "form", explode: false } },
});
client.use(watch);
