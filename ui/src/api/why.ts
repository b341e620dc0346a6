// Why a person's values are as they are.
import { queryOptions } from "@tanstack/react-query";
import { answer } from "./answer.ts";
import { client } from "./client.ts";
import type { components } from "./schema.ts";

/** What made a value what it is. */
export type Cause = components["schemas"]["Cause"];

/** How the API names the role in effect among the values. */
export const ROLE_IN_EFFECT = "access role";

export const whyQuery = (id: string) =>
  queryOptions({
    queryKey: ["users", "why", id],
    queryFn: async ({ signal }) =>
      (await answer(client.GET("/api/v1/users/{id}/why", { params: { path: { id } }, signal }))).values,
  });
