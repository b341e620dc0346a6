// Whether the server answers. Every API call reports here; the banner and the sidebar read it.
import { useSyncExternalStore } from "react";

export interface Connection {
  /** When the first call went unanswered; null while the server answers. */
  lostSince: Date | null;
  lastAnswer: Date | null;
}

let state: Connection = { lostSince: null, lastAnswer: null };
let underWay = 0;
const listeners = new Set<() => void>();
const failing = new Set<() => void>();

function set(next: Connection): void {
  state = next;
  for (const listener of listeners) listener();
}

export const connection = {
  get: () => state,
  answered: (at: Date) => set({ lostSince: null, lastAnswer: at }),
  unanswered: (at: Date) => {
    set({ ...state, lostSince: state.lostSince ?? at });
    for (const listener of failing) listener();
  },
  began: () => {
    underWay += 1;
  },
  ended: () => {
    underWay -= 1;
  },
  /** Nothing is known of the server for so long, and no call waits that would hear of its end. */
  isQuiet: (ms: number, now: Date) =>
    underWay === 0 &&
    state.lostSince === null &&
    state.lastAnswer !== null &&
    now.getTime() - state.lastAnswer.getTime() >= ms,
  /** Tells of every call that goes unanswered; gives back how to stop that. */
  onUnanswered: (listener: () => void) => {
    failing.add(listener);
    return () => void failing.delete(listener);
  },
};

export function useConnection(): Connection {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, connection.get);
}
