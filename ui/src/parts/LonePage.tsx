import type { ReactNode } from "react";
import { type DesktopShell, platform } from "../platform/index.ts";
import { texts } from "../texts/index.ts";
import classes from "./LonePage.module.css";

/** A page without sidebar: sign in, a refusal, no answer. One card, and where one is below it. */
export function LonePage({
  head,
  wide = false,
  children,
}: {
  head: ReactNode;
  wide?: boolean;
  children: ReactNode;
}) {
  return (
    <div className={classes.page}>
      <div className={classes.column} data-wide={wide || undefined}>
        <header className={classes.head}>{head}</header>
        <main className={classes.card}>{children}</main>
        <footer className={classes.foot}>
          {texts.signIn.foot(platform.host)}
          {platform.desktop && <OtherServer desktop={platform.desktop} />}
        </footer>
      </div>
    </div>
  );
}

/** Back to the choice between hosting and connecting: where nobody is signed in, or nobody answers. */
function OtherServer({ desktop }: { desktop: DesktopShell }) {
  const leave = async () => {
    await desktop.chooseAgain();
    platform.leaveTo("/");
  };
  return (
    <button type="button" onClick={leave} className={classes.other}>
      {texts.desktop.otherServer}
    </button>
  );
}
