import { useQuery } from "@tanstack/react-query";
import { Outlet, useLocation, useMatches, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef } from "react";
import { aboutQuery } from "./api/about.ts";
import { ApiFailure } from "./api/failure.ts";
import { useUnreadCodes } from "./api/second-step.ts";
import { useSession } from "./api/session.ts";
import type { Boot } from "./boot/boot.ts";
import { ownPath } from "./boot/sign-in.ts";
import { NotYoursPage } from "./pages/NotYoursPage.tsx";
import { type Arrival, SignInPage } from "./pages/SignInPage.tsx";
import { UnloadedPage } from "./pages/UnloadedPage.tsx";
import { includes, roleKey } from "./roles.ts";
import { Shell } from "./shell/Shell.tsx";
import { ShellSkeleton } from "./shell/ShellSkeleton.tsx";

const RecoveryCodesPage = lazy(() => import("./pages/RecoveryCodesPage.tsx"));

/**
 * Only who is signed in comes past, and only to what their access role gives. Signing in happens in place, so the
 * address stays the one asked for. A route marked `open` (an invitation, first run) has no gate and no sidebar.
 */
export function Gate({ boot, signedOut }: { boot: Boot; signedOut: boolean }) {
  const session = useSession();
  const location = useLocation();
  const navigate = useNavigate();
  const { needs = "none", open = false } = useMatches().at(-1)?.staticData ?? {};
  const codes = useUnreadCodes();
  const wasSignedIn = useRef(false);
  useEffect(() => {
    if (session.data) wasSignedIn.current = true;
  }, [session.data]);

  // A page that came with ways to sign in is of a server that was set up.
  const nobody = session.data === null || (session.error !== null && !session.data);
  const about = useQuery({ ...aboutQuery, enabled: !open && nobody && !boot.signIn });

  const unset = !open && about.data?.setUp === false;
  useEffect(() => {
    if (unset) void navigate({ to: "/welcome", replace: true });
  }, [unset, navigate]);

  if (open) return <Outlet />;
  // Whatever page was asked for: these are shown this once.
  if (codes)
    return (
      <Suspense fallback={<ShellSkeleton />}>
        <RecoveryCodesPage codes={codes} />
      </Suspense>
    );
  if (session.data) {
    const mine = roleKey(session.data.user.accessRole);
    return (
      <Shell signedIn={session.data}>
        {includes(mine, needs) ? <Outlet /> : <NotYoursPage needs={needs} mine={mine} />}
      </Shell>
    );
  }
  if (unset || (about.isFetching && !about.data)) return <ShellSkeleton />;
  if (session.data === null) {
    const asked = location.pathname === "/sign-in" ? "/" : location.href;
    const returnTo = asked === "/" ? ownPath(boot.signIn?.returnTo) : ownPath(asked);
    const arrival: Arrival = wasSignedIn.current ? "ended" : signedOut ? "signed-out" : "fresh";
    return (
      <SignInPage
        arrival={arrival}
        returnTo={returnTo}
        onSignedIn={() => navigate({ href: returnTo, replace: true })}
      />
    );
  }
  if (session.error)
    return (
      <UnloadedPage
        failure={session.error instanceof ApiFailure ? session.error : ApiFailure.lost()}
        onTry={() => session.refetch()}
        trying={session.isFetching}
      />
    );
  return <ShellSkeleton />;
}
