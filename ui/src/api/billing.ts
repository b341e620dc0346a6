// The plan, its seats, and Enterprise Toolkit.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer } from "./answer.ts";
import type { Operation } from "./by-hand.ts";
import { clientOf } from "./client.ts";
import type { ApiFailure } from "./failure.ts";

export interface Billing {
  plan: { name: string; sentence: string };
  toolkit: { enabledAt: string | null; connectorSuspended: boolean };
  seats: {
    active: number;
    deactivated: number;
    byRole: { accessRole: string | null; active: number }[];
  };
  /** One for each of the last 90 days that has a count, oldest first. */
  history: { day: string; active: number }[];
}

interface Paths {
  "/api/v1/billing": { get: Operation<Billing> };
  "/api/v1/billing/toolkit": { put: Operation<Billing, { enabled: boolean }> };
}

const client = clientOf<Paths>();

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
