import { Button, Modal } from "@mantine/core";
import type { ReactNode } from "react";
import type { ApiFailure } from "../api/failure.ts";
import { inWords } from "../api/in-words.ts";
import { texts } from "../texts/index.ts";
import { atOnce } from "./at-once.ts";
import classes from "./Dialog.module.css";
import { Notice } from "./Notice.tsx";

/** A modal dialog: Escape closes, focus goes in and comes back to what opened it. */
export function Dialog({
  opened,
  onClose,
  title,
  wide = false,
  above = false,
  children,
}: {
  opened: boolean;
  onClose: () => void;
  title: ReactNode;
  wide?: boolean;
  /** Asked from within another dialog. */
  above?: boolean;
  children: ReactNode;
}) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      size={wide ? "42.5rem" : "30rem"}
      centered
      zIndex={above ? 210 : 200}
      transitionProps={atOnce}
      closeButtonProps={{ "aria-label": texts.parts.close }}
      // A header outside of main would count as the page's own.
      attributes={{ header: { role: "none" } }}
      classNames={{
        content: classes.content ?? "",
        header: classes.header ?? "",
        title: classes.title ?? "",
        body: classes.body ?? "",
        close: classes.close ?? "",
      }}
    >
      {children}
    </Modal>
  );
}

/** The buttons at the foot of a dialog: what it does last, Cancel before it. */
export function DialogFoot({ children }: { children: ReactNode }) {
  return <div className={classes.foot}>{children}</div>;
}

/** Asks before something that ends or removes; `children` names what is lost and what is kept. */
export function Confirm({
  opened,
  onClose,
  title,
  verb,
  danger = false,
  pending = false,
  failure,
  onConfirm,
  children,
}: {
  opened: boolean;
  onClose: () => void;
  title: string;
  verb: string;
  danger?: boolean;
  pending?: boolean;
  failure?: ApiFailure | null;
  onConfirm: () => void;
  children: ReactNode;
}) {
  return (
    <Dialog opened={opened} onClose={onClose} title={title}>
      <div className={classes.text}>{children}</div>
      {failure && <Notice tone="refused">{inWords(failure)}</Notice>}
      <DialogFoot>
        {/* What cannot be undone is never under the first Enter. */}
        <Button onClick={onClose} data-autofocus={danger || undefined}>
          {texts.parts.cancel}
        </Button>
        <Button
          variant="filled"
          data-danger={danger || undefined}
          data-autofocus={!danger || undefined}
          aria-busy={pending}
          aria-disabled={pending}
          onClick={() => !pending && onConfirm()}
        >
          {verb}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
