// Why a person's values are as they are. Typed by hand until openapi.json describes it.
import { queryOptions } from "@tanstack/react-query";
import type { Entry, Json } from "./activity.ts";
import { answer } from "./answer.ts";
import { clientOf } from "./client.ts";

/** What made a value what it is. */
export interface Cause {
  /** The value by its leaf, as `Attribute.name` has it; the role in effect is "access role". */
  attribute: string;
  entryId: string;
  at: string;
  actor: Entry["actor"];
  action: string;
  before: Json;
  after: Json;
}

export const ROLE_IN_EFFECT = "access role";

const client = clientOf<{
  "/api/v1/users/{id}/why": {
    get: {
      parameters: { path: { id: string } };
      responses: { 200: { content: { "application/json": { values: Cause[] } } } };
    };
  };
}>();

export const whyQuery = (id: string) =>
  queryOptions({
    queryKey: ["users", "why", id],
    queryFn: async ({ signal }) =>
      (await answer(client.GET("/api/v1/users/{id}/why", { params: { path: { id } }, signal }))).values,
  });
