import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useState } from "react";
import { sessionQuery, signInQuery } from "./api/session.ts";
import type { Boot } from "./boot/boot.ts";
import { RefusalPage } from "./pages/RefusalPage.tsx";
import { makeRouter } from "./router.tsx";
import { cssVariablesResolver, theme } from "./theme/theme.ts";

function makeQueries(boot: Boot): QueryClient {
  const queries = new QueryClient({
    defaultOptions: {
      queries: {
        // "always": one's own machine answers without a network, too.
        networkMode: "always",
        retry: false,
        staleTime: 10_000,
      },
      mutations: { networkMode: "always" },
    },
  });
  if (boot.signIn) {
    // The server wrote this page for someone who is not signed in: the first frame needs no question.
    queries.setQueryData(signInQuery.queryKey, boot.signIn);
    queries.setQueryData(sessionQuery.queryKey, null);
  }
  return queries;
}

/** The whole app, from what the server wrote into the page. */
export function App({ boot, nonce, signedOut }: { boot: Boot; nonce: string; signedOut: boolean }) {
  const [queries] = useState(() => makeQueries(boot));
  const [router] = useState(() => makeRouter(boot, signedOut));
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
    >
      <QueryClientProvider client={queries}>
        {boot.refusal ? <RefusalPage refusal={boot.refusal} /> : <RouterProvider router={router} />}
      </QueryClientProvider>
    </MantineProvider>
  );
}
