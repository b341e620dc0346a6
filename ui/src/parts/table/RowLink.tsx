import { useRouter } from "@tanstack/react-router";
import type { MouseEvent, ReactNode } from "react";

/** The link of a row. The router's own watches the address, and a list draws many while it scrolls. */
export function RowLink({ to, title, children }: { to: string; title: string; children: ReactNode }) {
  const router = useRouter();
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    void router.navigate({ to });
  };
  return (
    <a href={to} title={title} onClick={follow}>
      {children}
    </a>
  );
}
