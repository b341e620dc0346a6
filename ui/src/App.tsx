import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useState } from "react";
import { signInQuery } from "./api/session.ts";
import type { Boot } from "./boot/boot.ts";
import { RefusalPage } from "./pages/RefusalPage.tsx";
import { platform } from "./platform/index.ts";
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
  // Who is signed in is asked all the same: the page carries the ways to sign in whoever opens it.
  if (boot.signIn) queries.setQueryData(signInQuery.queryKey, boot.signIn);
  return queries;
}

// A browser never loads what only the desktop window shows.
const StartPage = lazy(async () => ({ default: (await import("./pages/start/StartPage.tsx")).StartPage }));
const DesktopWatch = lazy(async () => ({
  default: (await import("./pages/start/DesktopWatch.tsx")).DesktopWatch,
}));

/** The whole app, from what the server wrote into the page. */
export function App({ boot, nonce, signedOut }: { boot: Boot; nonce: string; signedOut: boolean }) {
  const [queries] = useState(() => makeQueries(boot));
  const [router] = useState(() => makeRouter(boot, signedOut));
  const go = useCallback((path: string) => void router.navigate({ href: path }), [router]);
  const { desktop } = platform;
  const choosing = desktop !== null && desktop.state.mode === null;
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
    >
      <Notifications position="bottom-right" limit={3} />
      <QueryClientProvider client={queries}>
        {desktop && (
          <Suspense>
            {choosing && <StartPage desktop={desktop} />}
            <DesktopWatch desktop={desktop} go={go} />
          </Suspense>
        )}
        {boot.refusal ? (
          <RefusalPage refusal={boot.refusal} />
        ) : (
          !choosing && <RouterProvider router={router} />
        )}
      </QueryClientProvider>
    </MantineProvider>
  );
}
