import { Button, UnstyledButton } from "@mantine/core";
import { X } from "lucide-react";
import { useState } from "react";
import type { BulkAsk } from "../../api/people.ts";
import type { RoleKey } from "../../roles.ts";
import { texts } from "../../texts/index.ts";
import { BulkDialog } from "./BulkDialog.tsx";
import classes from "./PeoplePage.module.css";

const say = texts.people.bulk;
/** Each with whom it is for: who is deactivated has no session and is not deactivated again. */
const actions = [
  { name: "setAccessRole", label: say.setRole, isFor: () => true },
  { name: "endSessions", label: say.endSessions, isFor: (active: boolean) => active },
  { name: "reactivate", label: say.reactivate, isFor: (active: boolean) => !active },
  { name: "deactivate", label: say.deactivate, isFor: (active: boolean) => active },
] as const;

/** What can be done with those that are selected, below the table so that no row moves. */
export function BulkBar({
  selected,
  choosing,
  note,
  mine,
  onClear,
  onLeft,
}: {
  /** Whether each is active, by id. */
  selected: ReadonlyMap<string, boolean>;
  choosing: boolean;
  note: string | null;
  mine: RoleKey;
  onClear: () => void;
  /** Called with those for whom it was not done; they stay selected. */
  onLeft: (ids: string[]) => void;
}) {
  const [asked, setAsked] = useState<{ action: BulkAsk["action"]; ids: string[] } | null>(null);
  const offered = actions
    .map(({ name, label, isFor }) => {
      const ids = [...selected].filter(([, active]) => isFor(active)).map(([id]) => id);
      return { action: name, label, ids };
    })
    .filter(({ ids }) => choosing || ids.length > 0);
  return (
    <section className={classes.bulk} aria-label={say.region}>
      <p role="status" className={classes.selected}>
        {choosing ? say.choosing : say.selected(selected.size)}
        {note && <span className={classes.note}>{note}</span>}
      </p>
      {offered.map(({ action, label, ids }) => (
        <Button key={action} aria-disabled={choosing} onClick={() => !choosing && setAsked({ action, ids })}>
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
      {asked && (
        <BulkDialog
          // Another action begins anew.
          key={asked.action}
          action={asked.action}
          ids={asked.ids}
          mine={mine}
          onClose={() => setAsked(null)}
          onLeft={onLeft}
        />
      )}
    </section>
  );
}
