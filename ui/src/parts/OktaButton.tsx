import { Button } from "@mantine/core";
import { lazy, Suspense, useEffect, useState } from "react";
import { platform } from "../platform/index.ts";
import { texts } from "../texts/index.ts";

// A browser never loads what only the desktop window shows.
const NativeSignIn = lazy(async () => ({
  default: (await import("../pages/start/NativeSignIn.tsx")).NativeSignIn,
}));

/** What starts sign-on through Okta: a link in a browser, the system's browser in the desktop window. */
export function OktaButton({ returnTo, label }: { returnTo: string; label?: string }) {
  if (!platform.desktop) return <OktaLink returnTo={returnTo} label={label} />;
  return (
    <Suspense>
      <NativeSignIn desktop={platform.desktop} label={label} />
    </Suspense>
  );
}

/** It is a link, so it works before and without the app's script. */
function OktaLink({ returnTo, label }: { returnTo: string; label: string | undefined }) {
  const [leaving, setLeaving] = useState(false);

  // Back from Okta, a browser may show this page as it was left: it is not leaving any more.
  useEffect(() => {
    const shown = (event: PageTransitionEvent) => event.persisted && setLeaving(false);
    window.addEventListener("pageshow", shown);
    return () => window.removeEventListener("pageshow", shown);
  }, []);

  return (
    <Button
      component="a"
      href={platform.oktaSignInHref(returnTo)}
      variant="filled"
      size="md"
      fullWidth
      aria-busy={leaving}
      onClick={() => setLeaving(true)}
    >
      {leaving ? texts.signIn.goingToOkta : (label ?? texts.signIn.withOkta)}
    </Button>
  );
}
