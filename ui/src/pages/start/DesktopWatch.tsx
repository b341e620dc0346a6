import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import { Dialog, DialogFoot } from "../../parts/Dialog.tsx";
import { Notice } from "../../parts/Notice.tsx";
import { type DesktopShell, platform } from "../../platform/index.ts";
import { texts } from "../../texts/index.ts";
import classes from "./DesktopWatch.module.css";

const say = texts.desktop;

/** What the desktop program tells the page: a link to follow, the window being closed, what else the person should read. */
export function DesktopWatch({ desktop, go }: { desktop: DesktopShell; go: (path: string) => void }) {
  const [closing, setClosing] = useState(false);
  const [said, setSaid] = useState(desktop.state.missing);

  useEffect(() => {
    let over = false;
    const watch = async () => {
      for (;;) {
        const event = await desktop.nextEvent();
        if (over || event === null) return;
        if (event.kind === "go") go(event.path);
        else if (event.kind === "closing") setClosing(true);
        else if (event.kind === "choose") platform.leaveTo("/");
        else setSaid((known) => [...known.filter((one) => one !== event.what), event.what]);
      }
    };
    // A program that is gone tells nothing more.
    watch().catch(() => undefined);
    return () => {
      over = true;
    };
  }, [desktop, go]);

  const close = (keepRunning: boolean) => {
    setClosing(false);
    void desktop.closeWindow(keepRunning);
  };
  return (
    <>
      {said.length > 0 && (
        <div className={classes.said}>
          {said.map((one) => (
            <Notice key={one} tone="waiting">
              {say.said[one]}
            </Notice>
          ))}
          <Button onClick={() => setSaid([])}>{texts.parts.dismiss}</Button>
        </div>
      )}
      <Dialog opened={closing} onClose={() => setClosing(false)} title={say.closing.title}>
        <p>{say.closing.text}</p>
        <p className={classes.hint}>{say.closing.quitHint}</p>
        <DialogFoot>
          <Button onClick={() => close(false)}>{say.closing.quit}</Button>
          <Button variant="filled" data-autofocus onClick={() => close(true)}>
            {say.closing.keep}
          </Button>
        </DialogFoot>
      </Dialog>
    </>
  );
}
