// Every address of the app. A new screen is a route here and, where the sidebar lists it, a line in
// shell/navigation.ts.
import { createRootRoute, createRoute, createRouter, Navigate } from "@tanstack/react-router";
import { useSession } from "./api/session.ts";
import type { Boot } from "./boot/boot.ts";
import { Gate } from "./Gate.tsx";
import { HomePage } from "./pages/home/HomePage.tsx";
import { NotFoundPage } from "./pages/NotFoundPage.tsx";

function Home() {
  const { data, dataUpdatedAt } = useSession();
  return data ? <HomePage signedIn={data} now={new Date(dataUpdatedAt)} /> : null;
}

export function makeRouter(boot: Boot, signedOut: boolean) {
  const root = createRootRoute({
    component: () => <Gate boot={boot} signedOut={signedOut} />,
    notFoundComponent: NotFoundPage,
  });
  const home = createRoute({ getParentRoute: () => root, path: "/", component: Home });
  // Who is signed in has no business here.
  const signIn = createRoute({
    getParentRoute: () => root,
    path: "/sign-in",
    component: () => <Navigate to="/" replace />,
  });
  return createRouter({ routeTree: root.addChildren([home, signIn]), scrollRestoration: true });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
