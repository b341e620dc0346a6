import { lazy, Suspense } from "react";
import { useSession } from "../../api/session.ts";
import { includes, roleKey } from "../../roles.ts";
import { ScreenSkeleton } from "../../shell/ScreenSkeleton.tsx";
import { texts } from "../../texts/index.ts";

const OverviewPage = lazy(() =>
  import("../overview/OverviewPage.tsx").then(({ OverviewPage }) => ({ default: OverviewPage })),
);
const AccountPage = lazy(() =>
  import("../account/AccountPage.tsx").then(({ AccountPage }) => ({ default: AccountPage })),
);

/** Home is about the directory for who runs it, and about oneself for everybody else. */
export function HomePage() {
  const { data: signedIn, dataUpdatedAt } = useSession();
  if (!signedIn) return null;
  const runs = includes(roleKey(signedIn.user.accessRole), "Admin");
  return (
    <Suspense fallback={<ScreenSkeleton />}>
      {runs ? (
        <OverviewPage />
      ) : (
        <AccountPage signedIn={signedIn} title={texts.home.title} now={new Date(dataUpdatedAt)} />
      )}
    </Suspense>
  );
}
