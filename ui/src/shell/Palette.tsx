import { useMantineColorScheme } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { createSpotlight, Spotlight, useSpotlight } from "@mantine/spotlight";
import "@mantine/spotlight/styles.layer.css";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate, useRouter } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { type ComponentProps, useEffect, useState } from "react";
import { foundPeopleQuery } from "../api/people.ts";
import { type SignedIn, useSignOut } from "../api/session.ts";
import { atOnce } from "../parts/at-once.ts";
import { includes, roleKey } from "../roles.ts";
import { texts } from "../texts/index.ts";
import { type Command, type Deeds, deedsFor, matching, pagesFor } from "./commands.ts";
import classes from "./Palette.module.css";

const say = texts.palette;
const LIST = "palette-results";
const [store, control] = createSpotlight();

/** Find a person, go to a page, do something: by typing. Its code comes when it is first opened. */
export function Palette({
  signedIn,
  asked,
  onShortcuts,
}: {
  signedIn: SignedIn;
  /** Goes up each time that someone asks for it. */
  asked: number;
  onShortcuts: () => void;
}) {
  const [q, setQ] = useState("");
  const { opened } = useSpotlight(store);
  const { pages, deeds } = useCommands(signedIn, onShortcuts);
  const people = usePeople(signedIn, q, opened);

  useEffect(() => {
    if (asked > 0) control.open();
  }, [asked]);

  const groups: [string, Command[]][] = [
    [say.goTo, matching(pages, q)],
    [say.do, matching(deeds, q)],
    [say.people, people.commands],
  ];
  const count = groups.reduce((sum, [, commands]) => sum + commands.length, 0);
  const chosen = useChosen(opened, count);
  let index = -1;
  return (
    <Spotlight.Root
      store={store}
      query={q}
      onQueryChange={setQ}
      shortcut={null}
      scrollable
      maxHeight={420}
      size="35rem"
      overlayProps={{ backgroundOpacity: 0.6, blur: 0 }}
      // Without a title in sight, the dialog needs a name all the same.
      attributes={{ content: { "aria-label": say.title } }}
      transitionProps={atOnce}
      classNames={{
        content: classes.content ?? "",
        search: classes.search ?? "",
        actionsList: classes.list ?? "",
        actionsGroup: classes.group ?? "",
        action: classes.action ?? "",
        actionDescription: classes.description ?? "",
      }}
    >
      <Spotlight.Search
        aria-label={say.title}
        placeholder={say.placeholder}
        leftSection={<Search size={16} aria-hidden />}
        role="combobox"
        aria-expanded
        aria-controls={LIST}
        aria-activedescendant={chosen ?? undefined}
      />
      <Spotlight.ActionsList id={LIST} role="listbox" aria-label={say.results}>
        {groups.map(
          ([title, commands]) =>
            commands.length > 0 && (
              <Spotlight.ActionsGroup key={title} label={title} role="group" aria-label={title}>
                {commands.map((command) => {
                  index += 1;
                  return (
                    <Spotlight.Action
                      key={command.id}
                      renderRoot={named(`palette-${index}`)}
                      role="option"
                      aria-selected={chosen === `palette-${index}`}
                      label={command.label}
                      description={command.words && command.id.startsWith("person-") ? command.words : ""}
                      onClick={command.run}
                    />
                  );
                })}
              </Spotlight.ActionsGroup>
            ),
        )}
      </Spotlight.ActionsList>
      <p role="status" className={count > 0 && !people.note ? "hidden-text" : classes.note}>
        {people.note ?? (count > 0 ? say.found(count) : say.none(q.trim()))}
      </p>
    </Spotlight.Root>
  );
}

/** A Spotlight.Action keeps the id that it is given to itself, and the field has to name the chosen one by it. */
const named = (id: string) => (props: ComponentProps<"button">) => <button {...props} id={id} />;

function useCommands(signedIn: SignedIn, onShortcuts: () => void) {
  const navigate = useNavigate();
  const { routesByPath } = useRouter();
  const { setColorScheme } = useMantineColorScheme();
  const signOut = useSignOut();
  const mine = roleKey(signedIn.user.accessRole);
  const deeds: Deeds = {
    go: (to, search) => void navigate({ to, ...(search ? { search } : {}) }),
    appearance: setColorScheme,
    shortcuts: onShortcuts,
    signOut: () => signOut.mutate(),
  };
  return { pages: pagesFor(mine, (to) => to in routesByPath, deeds), deeds: deedsFor(mine, deeds) };
}

/** The first people whose name or email has what is typed, from two letters on. */
function usePeople(signedIn: SignedIn, q: string, opened: boolean) {
  const navigate = useNavigate();
  const [rested] = useDebouncedValue(q.trim(), 120);
  const may = includes(roleKey(signedIn.user.accessRole), "ReadOnly");
  const enabled = opened && may && rested.length >= 2 && q.trim().length >= 2;
  const found = useQuery({ ...foundPeopleQuery(rested), enabled, placeholderData: keepPreviousData });
  const commands: Command[] = enabled
    ? (found.data ?? []).map((person) => ({
        id: `person-${person.id}`,
        label: person.displayName || person.userName,
        words: person.email,
        run: () => void navigate({ to: "/people/$id", params: { id: person.id } }),
      }))
    : [];
  const waiting = enabled && found.isPending;
  return { commands, note: waiting ? say.searching : enabled && found.isError ? say.lost : null };
}

/**
 * The chosen one's id. Spotlight marks it in the page and tells nobody, so the page is watched. People who arrive
 * later may be the first there are: then the first is chosen here.
 */
function useChosen(opened: boolean, count: number): string | null {
  const [chosen, setChosen] = useState<string | null>(null);
  useEffect(() => {
    if (!opened) return;
    const read = () => setChosen(document.querySelector(`#${LIST} [data-selected]`)?.id ?? null);
    const watcher = new MutationObserver(read);
    watcher.observe(document.body, { subtree: true, childList: true, attributeFilter: ["data-selected"] });
    return () => watcher.disconnect();
  }, [opened]);
  useEffect(() => {
    if (!opened || count === 0 || document.querySelector(`#${LIST} [data-selected]`)) return;
    document.querySelector(`#${LIST} [data-action]`)?.setAttribute("data-selected", "true");
    store.updateState((state) => ({ ...state, selected: 0 }));
  });
  return opened ? chosen : null;
}
