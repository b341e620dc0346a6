import { UnstyledButton } from "@mantine/core";
import { X } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { texts } from "../texts/index.ts";
import classes from "./Drawer.module.css";

/**
 * One item of a list beside it: docked from 1280 px, above the page's right edge below that. Never modal: the
 * list stays in reach. Escape closes. Give it to Page's `drawer`. Where closing leaves focus is the list's
 * business (DataTable: `openKey`).
 */
export function Drawer({
  title,
  tools,
  onClose,
  children,
}: {
  title: ReactNode;
  /** Beside Close: previous, next, copy a link. */
  tools?: ReactNode;
  onClose: () => void;
  children: ReactNode;
}) {
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const close = useRef(onClose);
  close.current = onClose;

  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    const key = (event: KeyboardEvent) => {
      // An open menu or dialog closes first.
      const layered = document.querySelector("[role=dialog][aria-modal], [role=menu], [role=listbox]");
      if (event.key === "Escape" && !event.defaultPrevented && !layered) close.current();
    };
    document.addEventListener("keydown", key);
    return () => document.removeEventListener("keydown", key);
  }, []);

  return (
    <section className={classes.drawer} aria-labelledby={id}>
      <div className={classes.head}>
        <h2 id={id} ref={heading} tabIndex={-1} className={classes.title}>
          {title}
        </h2>
        {tools}
        <UnstyledButton className={classes.tool ?? ""} aria-label={texts.parts.close} onClick={onClose}>
          <X size={16} aria-hidden />
        </UnstyledButton>
      </div>
      <div className={classes.body}>{children}</div>
    </section>
  );
}

/** A small square button for a drawer's head: an icon with a name. */
export function DrawerTool({
  label,
  onClick,
  disabled = false,
  children,
}: {
  label: string;
  onClick: () => void;
  disabled?: boolean;
  children: ReactNode;
}) {
  return (
    <UnstyledButton
      className={classes.tool ?? ""}
      aria-label={label}
      title={label}
      aria-disabled={disabled}
      onClick={() => !disabled && onClick()}
    >
      {children}
    </UnstyledButton>
  );
}
