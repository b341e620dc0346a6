// What the server is, asked by whoever opens it, and setting it up.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer } from "./answer.ts";
import type { Operation } from "./by-hand.ts";
import { clientOf } from "./client.ts";
import type { ApiFailure } from "./failure.ts";
import { sessionQuery } from "./session.ts";

export interface About {
  product: string;
  version: string;
  api: number;
  /** Whether it has an organization and an owner. */
  setUp: boolean;
  organization: { name: string; hasLogo: boolean } | null;
  rehearsal: boolean;
}

export interface Setup {
  /** The one-time code that `serve` printed; the hosting window has a right of its own. */
  code?: string;
  organization: string;
  owner: { email: string; givenName: string; familyName: string };
  password: string;
}

interface Paths {
  "/api/v1/about": { get: Operation<About> };
  "/api/v1/setup": { post: Operation<unknown, Setup> };
}

const client = clientOf<Paths>();

export const aboutQuery = queryOptions({
  queryKey: ["about"],
  queryFn: () => answer(client.GET("/api/v1/about")),
});

/** Makes the organization and its owner, who is signed in afterwards. */
export function useSetUp() {
  const queries = useQueryClient();
  return useMutation<void, ApiFailure, Setup>({
    mutationFn: async (body) => {
      await answer(client.POST("/api/v1/setup", { body }));
      await queries.fetchQuery({ ...sessionQuery, staleTime: 0 });
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: aboutQuery.queryKey }),
  });
}
