// Filters, sort, tab and open item live in the address. Every value there is a string; "a,b" is a list.
import { useNavigate, useSearch } from "@tanstack/react-router";

export type Search = Record<string, string | undefined>;

export const parseSearch = (search: string): Search => Object.fromEntries(new URLSearchParams(search));

/** A comma separates values of a filter and reads better as itself. */
export function stringifySearch(search: Record<string, unknown>): string {
  const kept = Object.entries(search).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string" && entry[1] !== "",
  );
  const text = new URLSearchParams(kept).toString().replaceAll("%2C", ",");
  return text && `?${text}`;
}

export const listOf = (value: string | undefined): string[] => value?.split(",").filter(Boolean) ?? [];

/** The search part of the address, and a way to change some of it; null or "" takes a value out. */
export function useUrl() {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const set = (changes: Record<string, string | null>, how: { push?: boolean } = {}) =>
    navigate({
      to: ".",
      search: (before: Search) =>
        Object.fromEntries(
          Object.entries({ ...before, ...changes }).filter((entry): entry is [string, string] =>
            Boolean(entry[1]),
          ),
        ),
      replace: !how.push,
      resetScroll: false,
    });
  return { search, set };
}
