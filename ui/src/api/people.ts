// People: the list, one person, and what an admin does with them.
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Search } from "../url.ts";
import { answer } from "./answer.ts";
import { client } from "./client.ts";
import { ApiFailure } from "./failure.ts";
import type { Run } from "./second-factor.ts";
import { PAGE_SIZE, type PageOf } from "./usePages.ts";
import type {
  BulkAnswer,
  BulkAsk,
  Invite,
  NewPerson,
  Person,
  PersonChange,
  PersonRow,
  Session,
} from "./users.ts";

export type { BulkAnswer, BulkAsk, Invite, NewPerson, Person, PersonChange, PersonRow, Session };

/** What the address of the list holds, as the API takes it. */
export const listKeys = ["q", "role", "status", "source", "group", "signIn", "dormant", "sort"] as const;

/** The filters and the sort of the list, without what else the address holds. */
export function listOfPeople(search: Search): Partial<Record<(typeof listKeys)[number], string>> {
  return Object.fromEntries(listKeys.flatMap((key) => (search[key] ? [[key, search[key]]] : [])));
}

export const peopleKey = (search: Search) => ["users", "list", listOfPeople(search)] as const;

export const fetchPeople =
  (search: Search, limit = PAGE_SIZE) =>
  async (offset: number, signal?: AbortSignal): Promise<PageOf<PersonRow>> => {
    const { users, total, matching, more } = await answer(
      client.GET("/api/v1/users", {
        params: { query: { ...listOfPeople(search), offset, limit } },
        signal: signal ?? null,
      }),
    );
    return { total, matching, more, rows: users };
  };

/** The first few whose name or email has `q` in it. */
export const foundPeopleQuery = (q: string) =>
  queryOptions({
    queryKey: ["users", "found", q],
    queryFn: async ({ signal }) => (await fetchPeople({ q }, 7)(0, signal)).rows,
  });

export interface PersonAt extends Person {
  /** The version that was read: a change names it, so that nobody's work is overwritten unseen. */
  etag: string;
}

export const personQuery = (id: string) =>
  queryOptions({
    queryKey: ["users", "one", id],
    queryFn: async ({ signal }): Promise<PersonAt> => {
      const { data, error, response } = await client.GET("/api/v1/users/{id}", {
        params: { path: { id } },
        signal,
      });
      if (!data) throw ApiFailure.refused(response, error);
      return { ...data, etag: response.headers.get("etag") ?? "" };
    },
  });

export const sessionsQuery = (id: string) =>
  queryOptions({
    queryKey: ["users", "sessions", id],
    queryFn: async ({ signal }): Promise<Session[]> =>
      (await answer(client.GET("/api/v1/users/{id}/sessions", { params: { path: { id } }, signal })))
        .sessions,
  });

export const usePerson = (id: string) => useQuery(personQuery(id));

/** A change to people: afterwards everything that shows people is asked anew. */
function useChange<Asked, Answer>(change: (asked: Asked) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation<Answer, ApiFailure, Asked>({
    mutationFn: change,
    onSuccess: () => queries.invalidateQueries({ queryKey: ["users"] }),
  });
}

export const useAddPerson = () =>
  useChange((body: NewPerson) => answer(client.POST("/api/v1/users", { body })));

export const useEditPerson = (id: string) =>
  useChange(({ etag, change }: { etag: string; change: PersonChange }) =>
    answer(
      client.PATCH("/api/v1/users/{id}", {
        params: { path: { id }, header: { "If-Match": etag } },
        body: change,
      }),
    ),
  );

const byId = (id: string) => ({ params: { path: { id } } });

export const useDeactivate = () =>
  useChange((id: string) => answer(client.POST("/api/v1/users/{id}/deactivate", byId(id))));

export const useReactivate = () =>
  useChange((id: string) => answer(client.POST("/api/v1/users/{id}/reactivate", byId(id))));

export const useRemove = () =>
  useChange((id: string) => answer(client.DELETE("/api/v1/users/{id}", byId(id))));

/** Of someone with an authenticator app it needs a fresh sign-in, which `run` asks for. */
export const useInvite = (run: Run) =>
  useChange((id: string) => run(() => answer(client.POST("/api/v1/users/{id}/invite", byId(id)))));

/** All sessions of a person, or the one with `session`. */
export const useEndSessions = () =>
  useChange(({ id, session }: { id: string; session?: string }) =>
    session
      ? answer(client.DELETE("/api/v1/users/{id}/sessions/{session}", { params: { path: { id, session } } }))
      : answer(client.DELETE("/api/v1/users/{id}/sessions", byId(id))),
  );

/** The most that one bulk call takes. */
export const BULK_MOST = 1000;

export const useBulk = () =>
  useChange((body: BulkAsk) => answer(client.POST("/api/v1/users/bulk", { body })));

/** The first people that match, as many as a bulk action takes. */
export async function firstMatching(search: Search): Promise<PersonRow[]> {
  const half = fetchPeople(search, BULK_MOST / 2);
  const pages = await Promise.all([half(0), half(BULK_MOST / 2)]);
  return pages.flatMap(({ rows }) => rows);
}

/** Where the list as it is filtered and sorted can be downloaded. */
export function exportPath(search: Search): string {
  const query = new URLSearchParams(listOfPeople(search)).toString();
  return `/api/v1/users/export.csv${query && `?${query}`}`;
}
