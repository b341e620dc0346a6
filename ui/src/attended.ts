// Whether somebody is at this page. What it asks of the server by itself, to show what is new, keeps no session alive: only
// keys, pointer, wheel and touch say that the session is used.

/** The header that says so of a call. */
export const UNATTENDED = "x-latchkey-unattended";

const RESTS_MS = 60_000;
const SIGNS = ["keydown", "pointerdown", "pointermove", "wheel", "touchstart"] as const;

let lastSign = Date.now();

/** Called once, with the window. */
export function watchForPeople(window: Pick<Window, "addEventListener">) {
  const note = () => {
    lastSign = Date.now();
  };
  for (const sign of SIGNS) window.addEventListener(sign, note, { passive: true, capture: true });
}

export const isAttended = (now = Date.now()) => now - lastSign < RESTS_MS;
