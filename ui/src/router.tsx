// Every address of the app. A new screen is a route below `signedIn` and, where the sidebar lists it, a line in
// shell/navigation.ts. A page for someone who is not signed in stands beside it, below `root`.
import { createRootRoute, createRoute, createRouter, Navigate, Outlet } from "@tanstack/react-router";
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
  const root = createRootRoute({ component: Outlet });
  const signedIn = createRoute({
    getParentRoute: () => root,
    id: "signed-in",
    component: () => <Gate boot={boot} signedOut={signedOut} />,
  });
  const home = createRoute({ getParentRoute: () => signedIn, path: "/", component: Home });
  // Who is signed in has no business here.
  const signIn = createRoute({
    getParentRoute: () => signedIn,
    path: "/sign-in",
    component: () => <Navigate to="/" replace />,
  });
  // Within the gate, so that an address that leads nowhere tells a stranger nothing.
  const nowhere = createRoute({ getParentRoute: () => signedIn, path: "$", component: NotFoundPage });
  return createRouter({
    routeTree: root.addChildren([signedIn.addChildren([home, signIn, nowhere])]),
    scrollRestoration: true,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
