import { Button, UnstyledButton } from "@mantine/core";
import { X } from "lucide-react";
import { useState } from "react";
import type { BulkAsk } from "../../api/people.ts";
import type { RoleKey } from "../../roles.ts";
import { texts } from "../../texts/index.ts";
import { BulkDialog } from "./BulkDialog.tsx";
import classes from "./PeoplePage.module.css";

const say = texts.people.bulk;
const actions = [
  ["setAccessRole", say.setRole],
  ["endSessions", say.endSessions],
  ["reactivate", say.reactivate],
  ["deactivate", say.deactivate],
] as const;

/** What can be done with all that are selected, below the table so that no row moves. */
export function BulkBar({
  ids,
  choosing,
  note,
  mine,
  onClear,
  onLeft,
}: {
  ids: string[];
  choosing: boolean;
  note: string | null;
  mine: RoleKey;
  onClear: () => void;
  /** Called with those for whom it was not done; they stay selected. */
  onLeft: (ids: string[]) => void;
}) {
  const [action, setAction] = useState<BulkAsk["action"] | null>(null);
  return (
    <section className={classes.bulk} aria-label={say.region}>
      <p role="status" className={classes.selected}>
        {choosing ? say.choosing : say.selected(ids.length)}
        {note && <span className={classes.note}>{note}</span>}
      </p>
      {actions.map(([name, label]) => (
        <Button key={name} aria-disabled={choosing} onClick={() => !choosing && setAction(name)}>
          {label}
        </Button>
      ))}
      <UnstyledButton
        className={classes.clear ?? ""}
        aria-label={say.clear}
        title={say.clear}
        onClick={onClear}
      >
        <X size={16} aria-hidden />
      </UnstyledButton>
      {action && (
        <BulkDialog
          // Another action begins anew.
          key={action}
          action={action}
          ids={ids}
          mine={mine}
          onClose={() => setAction(null)}
          onLeft={onLeft}
        />
      )}
    </section>
  );
}
