// The one way to the server. Types come from openapi.json: `npm run generate`.
import createClient, { type Middleware } from "openapi-fetch";
import { platform } from "../platform/index.ts";
import { connection } from "./connection.ts";
import { ApiFailure } from "./failure.ts";
import type { paths } from "./schema.ts";

/** A gateway in front answers for a server that is away: to a person that is the same as no answer. */
const GATEWAY = new Set([502, 503, 504]);

const watch: Middleware = {
  onResponse({ response }) {
    const ours = response.headers.get("content-type")?.includes("json") ?? response.status === 204;
    if (GATEWAY.has(response.status) && !ours) {
      connection.unanswered(new Date());
      throw ApiFailure.lost();
    }
    connection.answered(new Date());
  },
  onError({ error }) {
    if (error instanceof ApiFailure) return error;
    connection.unanswered(new Date());
    return ApiFailure.lost();
  },
};

/** A client for the paths of `P`; an area whose endpoints are not in schema.ts yet types them by hand. */
export function clientOf<P extends object>() {
  const made = createClient<P>({
    baseUrl: platform.apiOrigin,
    fetch: (request) => platform.fetch(request),
    headers: { accept: "application/json" },
    // "a,b" is a list in every query of this API.
    querySerializer: { array: { style: "form", explode: false } },
  });
  made.use(watch);
  return made;
}

export const client = clientOf<paths>();
