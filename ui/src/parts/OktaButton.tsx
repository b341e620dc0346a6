import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import { platform } from "../platform/index.ts";
import { texts } from "../texts/index.ts";

/** The link that starts sign-on through Okta. It is a link, so it works before and without the app's script. */
export function OktaButton({ returnTo, label }: { returnTo: string; label?: string }) {
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
