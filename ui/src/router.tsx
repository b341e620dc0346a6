// Every address of the app. A new screen is a route here (lazy: its code comes when it is opened) and, where the
// sidebar lists it, a line in shell/navigation.ts. `needs` is the least access role; `open` is for nobody signed in.
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Navigate,
} from "@tanstack/react-router";
import type { Boot } from "./boot/boot.ts";
import { Gate } from "./Gate.tsx";
import { HomePage } from "./pages/home/HomePage.tsx";
import { NotFoundPage } from "./pages/NotFoundPage.tsx";
import { ScreenFailed } from "./pages/ScreenFailed.tsx";
import type { RoleKey } from "./roles.ts";
import { ScreenSkeleton } from "./shell/ScreenSkeleton.tsx";
import { parseSearch, type Search, stringifySearch } from "./url.ts";

export function makeRouter(boot: Boot, signedOut: boolean) {
  const root = createRootRoute({
    validateSearch: (search: Search): Search => search,
    component: () => <Gate boot={boot} signedOut={signedOut} />,
    notFoundComponent: NotFoundPage,
  });
  const home = createRoute({ getParentRoute: () => root, path: "/", component: HomePage });
  const people = createRoute({
    getParentRoute: () => root,
    path: "/people",
    staticData: { needs: "ReadOnly" },
    component: lazyRouteComponent(() => import("./pages/people/PeoplePage.tsx"), "PeoplePage"),
  });
  const person = createRoute({
    getParentRoute: () => root,
    path: "/people/$id",
    staticData: { needs: "ReadOnly" },
    component: lazyRouteComponent(() => import("./pages/person/PersonPage.tsx"), "PersonPage"),
  });
  const groups = createRoute({
    getParentRoute: () => root,
    path: "/groups",
    staticData: { needs: "ReadOnly" },
    component: lazyRouteComponent(() => import("./pages/groups/GroupsPage.tsx"), "GroupsPage"),
  });
  const group = createRoute({
    getParentRoute: () => root,
    path: "/groups/$id",
    staticData: { needs: "ReadOnly" },
    component: lazyRouteComponent(() => import("./pages/groups/GroupPage.tsx"), "GroupPage"),
  });
  // Who is signed in has no business here.
  const signIn = createRoute({
    getParentRoute: () => root,
    path: "/sign-in",
    component: () => <Navigate to="/" replace />,
  });
  const welcome = createRoute({
    getParentRoute: () => root,
    path: "/welcome",
    staticData: { open: true },
    component: lazyRouteComponent(() => import("./pages/welcome/WelcomePage.tsx"), "WelcomePage"),
  });
  const billing = createRoute({
    getParentRoute: () => root,
    path: "/billing",
    staticData: { needs: "EnterpriseAdmin" },
    component: lazyRouteComponent(() => import("./pages/billing/BillingPage.tsx"), "BillingPage"),
  });
  const me = createRoute({
    getParentRoute: () => root,
    path: "/me",
    component: lazyRouteComponent(() => import("./pages/account/OwnAccountPage.tsx"), "OwnAccountPage"),
  });
  const activity = createRoute({
    getParentRoute: () => root,
    path: "/activity",
    staticData: { needs: "Admin" },
    component: lazyRouteComponent(() => import("./pages/activity/ActivityPage.tsx"), "ActivityPage"),
  });
  // The list stays: the entry opens beside it.
  const entry = createRoute({
    getParentRoute: () => activity,
    path: "$entryId",
    staticData: { needs: "Admin" },
  });
  const reads = createRoute({
    getParentRoute: () => root,
    path: "/activity/reads",
    staticData: { needs: "Admin" },
    component: lazyRouteComponent(() => import("./pages/activity/ReadsPage.tsx"), "ReadsPage"),
  });
  // What Home leads to for the connector, which is a part of Organization Setup.
  const connector = createRoute({
    getParentRoute: () => root,
    path: "/organization/okta",
    component: () => <Navigate to="/organization" replace />,
  });
  const troubleshooting = createRoute({
    getParentRoute: () => root,
    path: "/troubleshooting",
    staticData: { needs: "Admin" },
    component: lazyRouteComponent(
      () => import("./pages/troubleshooting/TroubleshootingPage.tsx"),
      "TroubleshootingPage",
    ),
  });
  const rehearsal = createRoute({
    getParentRoute: () => root,
    path: "/rehearsal",
    staticData: { needs: "EnterpriseAdmin" },
    component: lazyRouteComponent(() => import("./pages/rehearsal/RehearsalPage.tsx"), "RehearsalPage"),
  });
  const invite = createRoute({
    getParentRoute: () => root,
    path: "/invite/$token",
    staticData: { open: true },
    component: lazyRouteComponent(() => import("./pages/invite/InvitePage.tsx"), "InvitePage"),
  });
  const organization = createRoute({
    getParentRoute: () => root,
    path: "/organization",
    staticData: { needs: "EnterpriseAdmin" },
    component: lazyRouteComponent(
      () => import("./pages/organization/OrganizationPage.tsx"),
      "OrganizationPage",
    ),
  });
  // Everyone has the look of their own window there; what is the server's is an EnterpriseAdmin's.
  const settings = createRoute({
    getParentRoute: () => root,
    path: "/settings",
    component: lazyRouteComponent(() => import("./pages/settings/SettingsPage.tsx"), "SettingsPage"),
  });
  return createRouter({
    routeTree: root.addChildren([
      home,
      people,
      person,
      groups,
      group,
      signIn,
      welcome,
      billing,
      organization,
      settings,
      me,
      activity.addChildren([entry]),
      reads,
      connector,
      troubleshooting,
      rehearsal,
      invite,
    ]),
    parseSearch,
    stringifySearch,
    scrollRestoration: true,
    scrollToTopSelectors: ["#content"],
    defaultPreload: "intent",
    // The code of a screen is next door: a skeleton only for what takes longer than a blink.
    defaultPendingMs: 200,
    defaultPendingMinMs: 300,
    defaultPendingComponent: ScreenSkeleton,
    defaultErrorComponent: ScreenFailed,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
  interface StaticDataRouteOption {
    needs?: RoleKey;
    open?: boolean;
  }
}
