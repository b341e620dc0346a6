// What a person likes here, kept by this browser or window: nothing that the server needs to know.
import { useSyncExternalStore } from "react";

export interface Preferences {
  /** The height of a table's rows. */
  density: "normal" | "tall";
  /** Whether a key pressed alone (such as "?") does something. */
  singleKeys: "on" | "off";
  /** The columns of People, in the address's way of a list; "" is the usual ones. */
  peopleColumns: string;
}

const first: Preferences = { density: "normal", singleKeys: "on", peopleColumns: "" };
/** What may be chosen; a preference that is not here takes any text, and who reads it leaves out what is unknown. */
const choices: { [Name in keyof Preferences]?: readonly string[] } = {
  density: ["normal", "tall"],
  singleKeys: ["on", "off"],
};
const listeners = new Set<() => void>();
const keyOf = (name: string) => `latchkey.${name}`;

/** What was chosen; the first choice where nothing was, where it is unknown, or where storage is shut off. */
export function preference<Name extends keyof Preferences>(name: Name): Preferences[Name] {
  try {
    const kept = window.localStorage.getItem(keyOf(name));
    const known = kept !== null && (choices[name]?.includes(kept) ?? true);
    return known ? (kept as Preferences[Name]) : first[name];
  } catch {
    return first[name];
  }
}

export function prefer<Name extends keyof Preferences>(name: Name, value: Preferences[Name]): void {
  try {
    window.localStorage.setItem(keyOf(name), value);
  } catch {
    // A browser that keeps nothing: the choice holds nowhere, and nothing else depends on it.
  }
  for (const listener of listeners) listener();
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  // Another tab chose.
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

export function usePreference<Name extends keyof Preferences>(
  name: Name,
): [Preferences[Name], (value: Preferences[Name]) => void] {
  const value = useSyncExternalStore(listen, () => preference(name));
  return [value, (next) => prefer(name, next)];
}
