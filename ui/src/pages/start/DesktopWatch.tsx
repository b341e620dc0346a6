import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import { Dialog, DialogFoot } from "../../parts/Dialog.tsx";
import { Notice } from "../../parts/Notice.tsx";
import type { DesktopShell } from "../../platform/index.ts";
import { texts } from "../../texts/index.ts";
import classes from "./DesktopWatch.module.css";

const say = texts.desktop;

/** What the desktop program tells the page: a link to follow, the window being closed, what the machine lacks. */
export function DesktopWatch({ desktop, go }: { desktop: DesktopShell; go: (path: string) => void }) {
  const [closing, setClosing] = useState(false);
  const [missing, setMissing] = useState(desktop.state.missing);

  useEffect(() => {
    let over = false;
    const watch = async () => {
      for (;;) {
        const event = await desktop.nextEvent();
        if (over || event === null) return;
        if (event.kind === "go") go(event.path);
        else if (event.kind === "closing") setClosing(true);
        else setMissing((known) => [...known, event.what]);
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
      {missing.length > 0 && (
        <div className={classes.missing}>
          {missing.map((one) => (
            <Notice key={one} tone="waiting">
              {say.missing[one]}
            </Notice>
          ))}
          <Button onClick={() => setMissing([])}>{texts.parts.dismiss}</Button>
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
