import { Button, Checkbox, Popover, TextInput, UnstyledButton } from "@mantine/core";
import { ChevronDown, Search as SearchIcon, X } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { anyOf } from "../numbers.ts";
import { texts } from "../texts/index.ts";
import { listOf, type Search, useUrl } from "../url.ts";
import classes from "./Filters.module.css";

const say = texts.parts.filters;
const SETTLE_MS = 150;

export interface FilterField {
  /** Its name in the address and in the API. */
  key: string;
  label: string;
  options: { value: string; label: string }[];
  /** Chosen by a control of its own instead of the list of options; `close` shuts the popover. */
  custom?: (close: () => void) => ReactNode;
}

/** Filters that are set in the address: AND across fields, OR within one. */
export const filtersSet = (fields: FilterField[], search: Search): boolean =>
  Boolean(search.q) || fields.some(({ key }) => search[key]);

/** Search, filters as chips that can be removed, and how many rows are left. */
export function Filters({
  searchLabel,
  fields,
  count,
  children,
}: {
  searchLabel?: string;
  fields: FilterField[];
  /** "1,204 of 100,000". */
  count?: string | undefined;
  /** To the right: columns, export, live. */
  children?: ReactNode;
}) {
  const { search, set } = useUrl();
  const active = filtersSet(fields, search);
  const clear = () =>
    set(Object.fromEntries([["q", null], ...fields.map(({ key }): [string, null] => [key, null])]));
  return (
    <search className={classes.bar} aria-label={say.region}>
      {searchLabel && (
        <SearchField label={searchLabel} value={search.q ?? ""} onChange={(q) => set({ q: q || null })} />
      )}
      {fields.map((field) => (
        <Filter
          key={field.key}
          field={field}
          values={listOf(search[field.key])}
          onChange={(values) => set({ [field.key]: values.join(",") || null })}
        />
      ))}
      {active && (
        <Button variant="subtle" onClick={clear}>
          {say.clear}
        </Button>
      )}
      {/* Kept together where the line breaks. */}
      <div className={classes.tail}>
        <span role="status" className={classes.count}>
          {count}
        </span>
        {children}
      </div>
    </search>
  );
}

/** Searches as one types: the address follows when typing rests a moment, without a step in the history each. */
function SearchField({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const [typed, setTyped] = useState(value);
  const [known, setKnown] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // Back, or "Clear filters": the address changed by itself.
  if (value !== known) {
    setKnown(value);
    if (value !== typed.trim()) setTyped(value);
  }
  useEffect(() => () => clearTimeout(timer.current), []);
  const change = (next: string, wait: number) => {
    setTyped(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onChange(next.trim()), wait);
  };
  return (
    <TextInput
      type="search"
      size="sm"
      aria-label={label}
      placeholder={label}
      value={typed}
      spellCheck={false}
      autoComplete="off"
      data-search
      leftSection={<SearchIcon size={14} aria-hidden />}
      rightSection={
        typed ? (
          <UnstyledButton
            className={classes.x ?? ""}
            aria-label={say.clearSearch}
            onClick={() => change("", 0)}
          >
            <X size={14} aria-hidden />
          </UnstyledButton>
        ) : null
      }
      classNames={{ root: classes.search ?? "", input: classes.searchInput ?? "" }}
      onChange={(event) => change(event.currentTarget.value, SETTLE_MS)}
      onKeyDown={(event) => {
        if (event.key === "Escape" && typed) {
          event.preventDefault();
          change("", 0);
        }
        // From what is looked for to what was found, past the filters and the table's head.
        const first = event.key === "ArrowDown" && document.querySelector<HTMLElement>("main tbody th a");
        if (first) {
          event.preventDefault();
          first.focus();
        }
      }}
    />
  );
}

function Filter({
  field,
  values,
  onChange,
}: {
  field: FilterField;
  values: string[];
  onChange: (values: string[]) => void;
}) {
  const [opened, setOpened] = useState(false);
  const names = values.map((value) => field.options.find((it) => it.value === value)?.label ?? value);
  const set = values.length > 0;
  return (
    <div className={classes.chip} data-set={set || undefined}>
      <Popover
        opened={opened}
        onChange={setOpened}
        position="bottom-start"
        trapFocus
        returnFocus
        shadow="none"
        classNames={{ dropdown: classes.dropdown ?? "" }}
      >
        <Popover.Target>
          <UnstyledButton className={classes.open ?? ""} onClick={() => setOpened(!opened)}>
            <span className={classes.words}>{set ? say.is(field.label, anyOf(names)) : field.label}</span>
            {!set && <ChevronDown size={14} aria-hidden />}
          </UnstyledButton>
        </Popover.Target>
        <Popover.Dropdown aria-label={field.label}>
          {field.custom ? (
            field.custom(() => setOpened(false))
          ) : (
            <Checkbox.Group aria-label={field.label} value={values} onChange={onChange}>
              <div className={classes.options}>
                {field.options.map((option) => (
                  <Checkbox key={option.value} size="xs" value={option.value} label={option.label} />
                ))}
              </div>
            </Checkbox.Group>
          )}
        </Popover.Dropdown>
      </Popover>
      {set && (
        <UnstyledButton
          className={classes.x ?? ""}
          aria-label={say.remove(field.label)}
          onClick={() => onChange([])}
        >
          <X size={14} aria-hidden />
        </UnstyledButton>
      )}
    </div>
  );
}
