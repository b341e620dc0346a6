import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { Check, CircleAlert } from "lucide-react";
import { texts } from "../texts/index.ts";
import classes from "./toast.module.css";

const STAYS_MS = 6_000;
const STAYS_WITH_UNDO_MS = 12_000;
let made = 0;

/** Says in a corner that something was not done whose cause is not on the page any more. Stays until dismissed. */
export function refusalToast(text: string): void {
  notifications.show({
    role: "alert",
    icon: <CircleAlert size={16} aria-hidden />,
    withCloseButton: true,
    closeButtonProps: { "aria-label": texts.parts.dismiss },
    autoClose: false,
    classNames: {
      root: classes.toast ?? "",
      icon: `${classes.icon} ${classes.refused}`,
      description: classes.text ?? "",
    },
    message: text,
  });
}

/** Says in a corner what was done. A refusal belongs beside its cause instead. `undo` offers the way back. */
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
