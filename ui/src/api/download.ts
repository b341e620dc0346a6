// A file that the server makes, saved by whoever asked for it.
import { platform } from "../platform/index.ts";
import { connection } from "./connection.ts";
import { ApiFailure } from "./failure.ts";

/** Saves what `path` of the API answers as `name`. Gives where it lies, or null where the browser says so itself. */
export async function download(path: string, name: string): Promise<string | null> {
  try {
    return await platform.download(path, name);
  } catch (thrown) {
    if (thrown instanceof Response) throw ApiFailure.refused(thrown, await thrown.json().catch(() => null));
    connection.unanswered(new Date());
    throw ApiFailure.lost();
  }
}
