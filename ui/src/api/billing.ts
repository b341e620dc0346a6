// The plan, its seats, and Enterprise Toolkit.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer } from "./answer.ts";
import { client } from "./client.ts";
import type { ApiFailure } from "./failure.ts";
import type { components } from "./schema.ts";

export type Billing = components["schemas"]["Billing"];

export const billingQuery = queryOptions({
  queryKey: ["billing"],
  queryFn: () => answer(client.GET("/api/v1/billing")),
});

export function useToolkit() {
  const queries = useQueryClient();
  return useMutation<Billing, ApiFailure, boolean>({
    mutationFn: (enabled) => answer(client.PUT("/api/v1/billing/toolkit", { body: { enabled } })),
    onSuccess: (billing) => {
      queries.setQueryData(billingQuery.queryKey, billing);
      // The connector is suspended or back, and Home says so.
      return queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "billing" });
    },
  });
}
