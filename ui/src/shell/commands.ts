// What the palette offers besides people: pages and deeds, for whom.
import { paths } from "../paths.ts";
import { includes, type RoleKey } from "../roles.ts";
import { texts } from "../texts/index.ts";
import { navigationFor } from "./navigation.ts";

export interface Command {
  id: string;
  label: string;
  /** Other words by which one may look for it. */
  words: string;
  run: () => void;
}

export interface Deeds {
  go: (to: string, search?: Record<string, string>) => void;
  appearance: (scheme: "light" | "dark" | "auto") => void;
  shortcuts: () => void;
  signOut: () => void;
}

const say = texts.palette;

const pageWords: Record<string, string> = {
  "/people": say.pages.people,
  "/organization": say.pages.organization,
  "/activity": say.pages.activity,
  "/troubleshooting": say.pages.troubleshooting,
  "/rehearsal": say.pages.rehearsal,
  "/billing": say.pages.billing,
  "/settings": say.pages.settings,
};

export function pagesFor(mine: RoleKey, exists: (to: string) => boolean, deeds: Deeds): Command[] {
  return navigationFor(mine, exists)
    .flatMap(({ entries }) => entries)
    .map(({ to, label }) => ({ id: to, label, words: pageWords[to] ?? "", run: () => deeds.go(to) }));
}

export function deedsFor(mine: RoleKey, deeds: Deeds): Command[] {
  const { actions, words } = say;
  const add: Command = {
    id: "add",
    label: actions.add,
    words: words.add,
    run: () => deeds.go("/people", { do: "add" }),
  };
  const reads: Command = {
    id: "reads",
    label: actions.reads,
    words: words.reads,
    run: () => deeds.go(paths.reads),
  };
  return [
    ...(includes(mine, "Admin") ? [add, reads] : []),
    { id: "own", label: actions.own, words: "", run: () => deeds.go("/me") },
    { id: "light", label: actions.light, words: words.appearance, run: () => deeds.appearance("light") },
    { id: "dark", label: actions.dark, words: words.appearance, run: () => deeds.appearance("dark") },
    { id: "system", label: actions.system, words: words.appearance, run: () => deeds.appearance("auto") },
    { id: "shortcuts", label: actions.shortcuts, words: words.shortcuts, run: deeds.shortcuts },
    { id: "sign-out", label: actions.signOut, words: words.signOut, run: deeds.signOut },
  ];
}

/** Those that have a word that begins so, for every word of `q`. */
export function matching(commands: Command[], q: string): Command[] {
  const asked = q.toLowerCase().split(/\s+/).filter(Boolean);
  return commands.filter(({ label, words }) => {
    const known = `${label} ${words}`.toLowerCase().split(/\s+/);
    return asked.every((word) => known.some((each) => each.startsWith(word)));
  });
}
