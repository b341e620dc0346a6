// One API request as the desktop program takes it, and its answer as the page reads it. The program takes a path, two
// headers, whether a person is there, and a body; nothing else of a request reaches it.
import { UNATTENDED } from "../attended.ts";
import { fromBase64, toBase64 } from "./base64.ts";

type Body = { text: string } | { base64: string };

export interface PageCall {
  method: string;
  path: string;
  contentType: string | null;
  ifMatch: string | null;
  /** The page asks by itself: no use of the session. */
  unattended: boolean;
  body: Body | null;
}

export interface PageReply {
  status: number;
  headers: [string, string][];
  body: Body;
}

export async function toPageCall(request: Request): Promise<PageCall> {
  const { pathname, search } = new URL(request.url);
  const contentType = request.headers.get("content-type");
  return {
    method: request.method,
    path: pathname + search,
    contentType,
    ifMatch: request.headers.get("if-match"),
    unattended: request.headers.has(UNATTENDED),
    body: request.body || contentType ? await bodyOf(request, contentType) : null,
  };
}

async function bodyOf(request: Request, contentType: string | null): Promise<Body> {
  if (contentType?.includes("json")) return { text: await request.text() };
  return { base64: toBase64(new Uint8Array(await request.arrayBuffer())) };
}

/** A Response with one of these statuses has no body, by the Fetch standard. */
const BODILESS = new Set([204, 205, 304]);

export function toResponse({ status, headers, body }: PageReply): Response {
  if (BODILESS.has(status)) return new Response(null, { status, headers });
  return new Response("text" in body ? body.text : fromBase64(body.base64), { status, headers });
}
