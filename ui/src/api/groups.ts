// Groups: the list, and one group.
import { queryOptions } from "@tanstack/react-query";
import type { Search } from "../url.ts";
import { answer } from "./answer.ts";
import { client } from "./client.ts";
import { PAGE_SIZE, type PageOf } from "./usePages.ts";
import type { Group, GroupRow } from "./users.ts";

export type { Group, GroupRow };

const searched = (search: Search) => (search.q ? { q: search.q } : {});

export const groupsKey = (search: Search) => ["groups", "list", searched(search)] as const;

export const fetchGroups =
  (search: Search, limit = PAGE_SIZE) =>
  async (offset: number, signal?: AbortSignal): Promise<PageOf<GroupRow>> => {
    const query = { ...searched(search), offset, limit };
    const { groups, total, matching } = await answer(
      client.GET("/api/v1/groups", { params: { query }, signal: signal ?? null }),
    );
    return { total, matching, rows: groups };
  };

export const groupQuery = (id: string) =>
  queryOptions({
    queryKey: ["groups", "one", id],
    queryFn: ({ signal }): Promise<Group> =>
      answer(client.GET("/api/v1/groups/{id}", { params: { path: { id } }, signal })),
  });

/** The first groups whose name has `q` in it, to choose from. */
export const groupChoiceQuery = (q: string) =>
  queryOptions({
    queryKey: ["groups", "choice", q],
    queryFn: async ({ signal }) => (await fetchGroups({ q }, 20)(0, signal)).rows,
  });
