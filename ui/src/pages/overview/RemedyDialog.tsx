import { Button } from "@mantine/core";
import { useState } from "react";
import { type Remedy, type Settled, useRemedy } from "../../api/home.ts";
import { Confirm, Dialog, DialogFoot } from "../../parts/Dialog.tsx";
import { toast } from "../../parts/toast.tsx";
import { texts } from "../../texts/index.ts";
import classes from "./Overview.module.css";

const say = texts.overview;

/** What somebody chose to do about an item, before it is confirmed. */
export type Chosen =
  | { kind: "bring-back"; since: string; count: number }
  | { kind: "allow-held"; count: number }
  | { kind: "deactivate" | "dismiss"; entryId: string; sentence: string };

interface Asking {
  remedy: Remedy;
  title: string;
  texts: string[];
  verb: string;
  danger: boolean;
  done: (result: Settled | null) => string;
}

function askingFor(chosen: Chosen): Asking {
  switch (chosen.kind) {
    case "bring-back":
      return {
        remedy: { kind: "bring-back", since: chosen.since },
        title: say.bringBack.title(chosen.count),
        texts: [say.bringBack.text, say.bringBack.okta],
        verb: say.bringBack.verb(chosen.count),
        danger: false,
        done: (result) => say.bringBack.done(result?.done.length ?? 0),
      };
    case "allow-held":
      return {
        remedy: { kind: "allow-held" },
        title: say.allowHeld.title(chosen.count),
        texts: [say.allowHeld.text],
        verb: say.allowHeld.verb(chosen.count),
        danger: true,
        done: (result) => say.allowHeld.done(result?.done.length ?? 0),
      };
    case "deactivate":
      return {
        remedy: { kind: "waiting", entryId: chosen.entryId, do: "deactivate" },
        title: say.waiting.title,
        texts: [chosen.sentence, say.waiting.text],
        verb: say.waiting.verb,
        danger: true,
        done: () => say.waiting.done,
      };
    case "dismiss":
      return {
        remedy: { kind: "waiting", entryId: chosen.entryId, do: "dismiss" },
        title: say.waiting.dismissTitle,
        texts: [chosen.sentence, say.waiting.dismissText],
        verb: say.waiting.dismiss,
        danger: false,
        done: () => say.waiting.dismissed,
      };
  }
}

/** Asks once more, does it, and names whoever it did not work for. `chosen` null: closed. */
export function RemedyDialog({ chosen, onClose }: { chosen: Chosen | null; onClose: () => void }) {
  const remedy = useRemedy();
  // What a dialog that is fading out still says.
  const [last, setLast] = useState(chosen);
  if (chosen && chosen !== last) setLast(chosen);
  const asking = last && askingFor(last);
  const { done = [], refused = [] } = remedy.data ?? {};
  const someStay = refused.length > 0;
  const close = () => {
    remedy.reset();
    onClose();
  };
  return (
    <>
      <Confirm
        opened={chosen !== null && !someStay}
        onClose={close}
        title={asking?.title ?? ""}
        verb={asking?.verb ?? ""}
        danger={asking?.danger ?? false}
        pending={remedy.isPending}
        failure={remedy.error}
        onConfirm={() =>
          asking &&
          remedy.mutate(asking.remedy, {
            onSuccess: (result) => {
              if (result && result.refused.length > 0) return;
              toast(asking.done(result));
              close();
            },
          })
        }
      >
        {asking?.texts.map((text) => (
          <p key={text}>{text}</p>
        ))}
      </Confirm>
      <Dialog
        opened={chosen !== null && someStay}
        onClose={close}
        title={say.bringBack.some(done.length, refused.length)}
      >
        <ul className={classes.refused}>
          {refused.map(({ name, detail }) => (
            <li key={`${name} ${detail}`}>
              <strong>{name}</strong> {detail}
            </li>
          ))}
        </ul>
        <DialogFoot>
          <Button onClick={close}>{texts.parts.close}</Button>
        </DialogFoot>
      </Dialog>
    </>
  );
}
