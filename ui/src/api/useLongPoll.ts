// The one way that a screen stays live. There is no push: a call waits at the server until there is something
// newer, and is asked again as soon as it is answered.
import { useEffect, useEffectEvent } from "react";

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** An answer that comes sooner than this and brings nothing is not hurried on by the next question. */
const LEAST_BETWEEN_MS = 250;

/** How long to pause after `failures` calls in a row went wrong: 1, 2, 4 … 30 seconds. */
export function pauseAfter(failures: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.max(0, failures - 1));
}

const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });

/** Resolves once the page can be seen: nobody watches a hidden one, and a browser lends few connections. */
const seen = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (!document.hidden) return resolve();
    const done = () => {
      document.removeEventListener("visibilitychange", done);
      resolve();
    };
    document.addEventListener("visibilitychange", done);
    signal.addEventListener("abort", done);
  });

/**
 * Asks `poll` again and again while `on`, one call at a time. It must wait at the server, use `signal`, and put what
 * it got where it belongs; what it throws is met with a longer and longer pause. Another `key` begins anew.
 */
export function useLongPoll({
  key,
  on,
  poll,
}: {
  key: string;
  on: boolean;
  poll: (signal: AbortSignal) => Promise<void>;
}): void {
  const ask = useEffectEvent(poll);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another key is another conversation.
  useEffect(() => {
    if (!on) return;
    const stop = new AbortController();
    const { signal } = stop;
    (async () => {
      let failures = 0;
      while (!signal.aborted) {
        await seen(signal);
        if (signal.aborted) return;
        const began = Date.now();
        try {
          await ask(signal);
          failures = 0;
          const left = LEAST_BETWEEN_MS - (Date.now() - began);
          if (left > 0) await pause(left, signal);
        } catch {
          // The connection's state is kept by the client, and the banner speaks of it.
          failures += 1;
          if (!signal.aborted) await pause(pauseAfter(failures), signal);
        }
      }
    })();
    return () => stop.abort();
  }, [key, on]);
}
