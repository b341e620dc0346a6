// Whether the server is there, where nothing else asks. A screen with a live call hears of its end by that call; on one that
// only shows what it has read, it would be noticed with the next click.
import { useEffect } from "react";
import { client } from "../api/client.ts";
import { connection } from "../api/connection.ts";
import { UNATTENDED } from "../attended.ts";

const LOOKS_EVERY_MS = 5_000;
const QUIET_MS = 10_000;

/** Asks while the page can be seen; the client tells the banner what came of it. */
export function useProbe(): void {
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.hidden || !connection.isQuiet(QUIET_MS, new Date())) return;
      client.GET("/api/v1/about", { headers: { [UNATTENDED]: "1" } }).catch(() => {});
    }, LOOKS_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
}
