import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { Check } from "lucide-react";
import { texts } from "../texts/index.ts";
import classes from "./toast.module.css";

const STAYS_MS = 6_000;
const STAYS_WITH_UNDO_MS = 12_000;
let made = 0;

/**
 * Says in a corner what was done. Never for a refusal: that stays beside its cause until it is dismissed.
 * `undo` offers the way back.
 */
export function toast(text: string, undo?: { label: string; onClick: () => void }): void {
  made += 1;
  const id = `toast-${made}`;
  notifications.show({
    id,
    role: "status",
    icon: <Check size={16} aria-hidden />,
    withCloseButton: true,
    closeButtonProps: { "aria-label": texts.parts.dismiss },
    autoClose: undo ? STAYS_WITH_UNDO_MS : STAYS_MS,
    classNames: { root: classes.toast ?? "", icon: classes.icon ?? "", description: classes.text ?? "" },
    message: (
      <>
        <span>{text}</span>
        {undo && (
          <Button
            onClick={() => {
              notifications.hide(id);
              undo.onClick();
            }}
          >
            {undo.label}
          </Button>
        )}
      </>
    ),
  });
}
