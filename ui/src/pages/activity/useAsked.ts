// What the address asks for, as the API wants it: "day" becomes a time, once.
import { useMemo } from "react";
import { activityFilters, sinceOf } from "../../activity/filters.ts";
import type { ActivityFilters } from "../../api/activity.ts";
import type { Search } from "../../url.ts";

/** The filters of the address. The same object as long as the address says the same: it names a query. */
export function useAsked(search: Search): ActivityFilters {
  const { outcome, actor, kind, target, q, since, until } = search;
  return useMemo(
    () => activityFilters({ outcome, actor, kind, target, q, since: sinceOf(since, new Date()), until }),
    [outcome, actor, kind, target, q, since, until],
  );
}
