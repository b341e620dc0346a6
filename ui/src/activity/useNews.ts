// For screens that are made of more than activity: told that something happened, they ask for themselves anew.
import { useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { newerActivity, newestSequence } from "../api/activity.ts";
import { useLongPoll } from "../api/useLongPoll.ts";

/** A push of a thousand people would otherwise ask a thousand times. */
const LEAST_BETWEEN_MS = 2_000;

/**
 * Reads the queries below `keys` again whenever there is newer activity than `since` (a sequence); without it, than
 * there was at the first question.
 */
export function useNews({
  since = null,
  keys,
  on,
}: {
  since?: number | null;
  keys: readonly string[][];
  on: boolean;
}): void {
  const queries = useQueryClient();
  const last = useRef(since);
  const told = useRef(0);
  useLongPoll({
    key: "news",
    on,
    poll: async (signal) => {
      const known = last.current ?? since;
      if (known === null) {
        last.current = await newestSequence(signal);
        return;
      }
      const { entries } = await newerActivity({}, Math.max(known, since ?? 0), signal);
      const newest = entries[0];
      if (!newest) return;
      last.current = newest.sequence;
      const wait = LEAST_BETWEEN_MS - (Date.now() - told.current);
      if (wait > 0) await new Promise((done) => setTimeout(done, wait));
      told.current = Date.now();
      await Promise.all(keys.map((queryKey) => queries.invalidateQueries({ queryKey })));
    },
  });
}
