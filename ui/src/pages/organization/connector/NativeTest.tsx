import { Button } from "@mantine/core";
import { useState } from "react";
import type { OktaValues } from "../../../api/sign-in-policy.ts";
import { Dialog, DialogFoot } from "../../../parts/Dialog.tsx";
import { Notice } from "../../../parts/Notice.tsx";
import { type DesktopRefusal, type DesktopShell, isDesktopRefusal } from "../../../platform/index.ts";
import { texts } from "../../../texts/index.ts";
import { Refused, Waiting } from "../../start/NativeSignIn.tsx";

const say = texts.connector.manage;

/** The test sign-in of the desktop window: the system's browser goes to Okta, the app brings back what it got there. */
export function NativeTest({
  desktop,
  disabled,
  begin,
  onTested,
}: {
  desktop: DesktopShell;
  disabled: boolean;
  /** The values to test; null where they will not do. */
  begin: () => OktaValues | null;
  onTested: () => void;
}) {
  const [state, setState] = useState<"idle" | "waiting" | DesktopRefusal>("idle");
  const test = async () => {
    const values = disabled ? null : begin();
    if (!values) return;
    setState("waiting");
    try {
      await desktop.testSignIn(values.issuer, values.clientId);
      setState("idle");
      onTested();
    } catch (failure) {
      const known = isDesktopRefusal(failure) ? failure : { code: "unknown", sentence: String(failure) };
      setState(known.code === "cancelled" ? "idle" : known);
    }
  };
  const close = () => {
    if (state === "waiting") void desktop.cancelSignIn();
    setState("idle");
  };
  return (
    <>
      <Button onClick={test} aria-busy={state === "waiting"} aria-disabled={disabled}>
        {say.test}
      </Button>
      <Dialog opened={state !== "idle"} onClose={close} title={say.test}>
        {state === "waiting" ? (
          <Waiting desktop={desktop} />
        ) : (
          state !== "idle" && (
            <>
              <Notice tone="refused">
                <Refused refusal={state} />
              </Notice>
              <DialogFoot>
                <Button onClick={close}>{texts.parts.close}</Button>
              </DialogFoot>
            </>
          )
        )}
      </Dialog>
    </>
  );
}
