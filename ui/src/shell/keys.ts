// Keys pressed alone, and in a row ("g" then "p"). Off where one types, where a dialog is open, and where the person
// switched them off. What works with Ctrl is not here: it never gets in anybody's way.
import { useEffect, useRef } from "react";
import { preference } from "../preferences.ts";

/** How long the second key of two may take. */
const TOGETHER_MS = 1_000;

export type Keys = Record<string, () => void>;

const TYPING = "input, textarea, select, [contenteditable=true], [role=menu], [role=listbox]";

function takesKeys(target: EventTarget | null): boolean {
  const at = target as Element | null;
  // A checkbox takes Space and nothing else.
  if (at?.matches?.("input[type=checkbox], input[type=radio]")) return false;
  return Boolean(at?.closest?.(TYPING));
}

/** What a key means after the one before it; `left` is what has to be remembered for the next. */
export function keyPressed(
  keys: Keys,
  before: string,
  key: string,
): { act: (() => void) | null; left: string } {
  const both = before === "" ? "" : `${before} ${key}`;
  const act = keys[both] ?? keys[key] ?? null;
  const begins = !act && Object.keys(keys).some((each) => each.startsWith(`${key} `));
  return { act, left: begins ? key : "" };
}

export function useKeys(keys: Keys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    let before = "";
    let at = 0;
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.repeat) return;
      if (takesKeys(event.target) || document.querySelector("[role=dialog][aria-modal=true]")) return;
      if (preference("singleKeys") === "off") return;
      const { act, left } = keyPressed(
        latest.current,
        event.timeStamp - at < TOGETHER_MS ? before : "",
        event.key,
      );
      before = left;
      at = event.timeStamp;
      if (act) {
        event.preventDefault();
        act();
      }
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, []);
}
