// A file that the server makes, saved by whoever asked for it.
import { platform } from "../platform/index.ts";
import { connection } from "./connection.ts";
import { ApiFailure } from "./failure.ts";

/** Fetches `path` of the API and saves it as `name`: also in a window whose links do not reach the server. */
export async function download(path: string, name: string): Promise<void> {
  const response = await platform.fetch(new Request(platform.apiOrigin + path)).catch(() => {
    connection.unanswered(new Date());
    throw ApiFailure.lost();
  });
  if (!response.ok) throw ApiFailure.refused(response, await response.json().catch(() => null));
  const href = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = href;
  link.download = name;
  link.click();
  URL.revokeObjectURL(href);
}
