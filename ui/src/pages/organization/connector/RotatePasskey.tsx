import { Button } from "@mantine/core";
import { useState } from "react";
import { type Connector, useRotatePasskey } from "../../../api/connector.ts";
import { inWords } from "../../../api/in-words.ts";
import { Choices } from "../../../parts/Choices.tsx";
import { CopyRow } from "../../../parts/CopyRow.tsx";
import { Dialog, DialogFoot } from "../../../parts/Dialog.tsx";
import { useFreshSignIn } from "../../../parts/FreshSignIn.tsx";
import { Notice } from "../../../parts/Notice.tsx";
import { texts } from "../../../texts/index.ts";

const say = texts.connector.passkey;

const seconds = { day: 86_400, hour: 3_600, week: 604_800, none: 0 };
type Grace = keyof typeof seconds;

/** Asks how long the old passkey works on, then shows the new one to paste. */
export function RotatePasskey({
  opened,
  keeps,
  onClose,
}: {
  opened: boolean;
  keeps: Connector["keeps"];
  onClose: () => void;
}) {
  const [grace, setGrace] = useState<Grace>("day");
  const [made, setMade] = useState<string | null>(null);
  const fresh = useFreshSignIn();
  const rotate = useRotatePasskey();
  const close = () => {
    setMade(null);
    rotate.reset();
    onClose();
  };
  const go = () => {
    if (rotate.isPending) return;
    fresh(() => rotate.mutateAsync(seconds[grace])).then(
      ({ password }) => setMade(password ?? ""),
      // Told by the mutation's own failure.
      () => {},
    );
  };
  if (made !== null)
    return (
      <Dialog opened={opened} onClose={close} title={say.newTitle}>
        {keeps === "once" ? <Notice tone="waiting">{say.newOnce}</Notice> : <p>{say.newLead}</p>}
        <CopyRow name={texts.connector.copy.password} value={made} stacked />
        <DialogFoot>
          <Button variant="filled" onClick={close}>
            {say.done}
          </Button>
        </DialogFoot>
      </Dialog>
    );
  return (
    <Dialog opened={opened} onClose={close} title={say.rotateTitle}>
      <p>{say.rotateLead}</p>
      {rotate.error && (
        <Notice tone="refused">
          {rotate.error.code === "conflict" ? say.rotateTwo : inWords(rotate.error)}
        </Notice>
      )}
      <Choices<Grace>
        label={say.grace}
        value={grace}
        onChange={setGrace}
        choices={[
          { value: "day", label: say.graces.day, hint: say.graces.dayHint },
          { value: "hour", label: say.graces.hour },
          { value: "week", label: say.graces.week },
          { value: "none", label: say.graces.none, hint: say.graces.noneHint },
        ]}
      />
      <DialogFoot>
        <Button onClick={close}>{texts.parts.cancel}</Button>
        <Button variant="filled" aria-busy={rotate.isPending} onClick={go}>
          {say.rotateVerb}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
