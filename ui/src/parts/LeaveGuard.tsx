import { useBlocker } from "@tanstack/react-router";
import { texts } from "../texts/index.ts";
import { Confirm } from "./Dialog.tsx";

const say = texts.organization.leave;

/** Asks before a page with unsaved changes is left, by a link, by Back or with the tab. */
export function LeaveGuard({ dirty }: { dirty: boolean }) {
  const blocker = useBlocker({
    // What changes only the address's search part (an open step, a tab) leaves nothing.
    shouldBlockFn: ({ current, next }) => dirty && current.pathname !== next.pathname,
    enableBeforeUnload: () => dirty,
    withResolver: true,
  });
  return (
    <Confirm
      opened={blocker.status === "blocked"}
      onClose={() => blocker.reset?.()}
      title={say.title}
      verb={say.verb}
      danger
      onConfirm={() => blocker.proceed?.()}
    >
      <p>{say.text}</p>
    </Confirm>
  );
}
