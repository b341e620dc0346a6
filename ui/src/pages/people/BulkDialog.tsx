import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { asFailure, inWords } from "../../api/in-words.ts";
import { type BulkAnswer, type BulkAsk, useBulk } from "../../api/people.ts";
import { Confirm, Dialog, DialogFoot } from "../../parts/Dialog.tsx";
import { Notice } from "../../parts/Notice.tsx";
import { RoleRows } from "../../parts/RoleRows.tsx";
import { refusalToast, toast } from "../../parts/toast.tsx";
import { accessRoles, includes, type RoleKey, toApiRole } from "../../roles.ts";
import { texts } from "../../texts/index.ts";
import classes from "./PeoplePage.module.css";

const say = texts.people.bulk;

/** Asks, does it, and names each person for whom it was not done, with the reason. */
export function BulkDialog({
  action,
  ids,
  mine,
  onClose,
  onLeft,
}: {
  action: BulkAsk["action"];
  ids: string[];
  mine: RoleKey;
  onClose: () => void;
  onLeft: (ids: string[]) => void;
}) {
  const bulk = useBulk();
  const back = useBulk();
  const [role, setRole] = useState<RoleKey>("none");
  const [partly, setPartly] = useState<BulkAnswer | null>(null);

  const told = ({ done, refused }: BulkAnswer) => {
    onLeft(refused.map(({ id }) => id));
    if (done.length > 0) {
      const undo = {
        label: say.undo,
        // A promise, since this dialog is gone by then.
        onClick: () =>
          back.mutateAsync({ action: "reactivate", ids: done }).then(
            (answer) => toast(say.done.reactivate(answer.done.length)),
            (thrown) => refusalToast(inWords(asFailure(thrown))),
          ),
      };
      toast(say.done[action](done.length), action === "deactivate" ? undo : undefined);
    }
    if (refused.length > 0) setPartly({ done, refused });
    else onClose();
  };

  if (partly)
    return (
      <Dialog opened onClose={onClose} title={say.refusedTitle(partly.refused.length)} wide>
        <p>{say.refusedText(partly.done.length)}</p>
        <ul className={classes.refused}>
          {partly.refused.map(({ id, name, detail }) => (
            <li key={id}>
              <Link to="/people/$id" params={{ id }}>
                {name}
              </Link>
              <p>{detail}</p>
            </li>
          ))}
        </ul>
        <DialogFoot>
          <Button onClick={onClose} data-autofocus>
            {say.close}
          </Button>
        </DialogFoot>
      </Dialog>
    );

  const ask = { action, ids, ...(action === "setAccessRole" ? { accessRole: toApiRole(role) } : {}) };
  return (
    <Confirm
      opened
      onClose={onClose}
      title={say.titles[action](ids.length)}
      verb={bulk.isPending ? say.working : say.verbs[action]}
      danger={action === "deactivate"}
      pending={bulk.isPending}
      onConfirm={() => bulk.mutate(ask, { onSuccess: told })}
    >
      {action === "setAccessRole" && (
        <RoleRows
          label={texts.people.columns.role}
          value={role}
          onChange={setRole}
          allowed={accessRoles.filter((each) => each !== "EnterpriseAdmin" || includes(mine, each))}
        />
      )}
      <p>{say.losing[action]}</p>
      {bulk.error && <Notice tone="refused">{inWords(bulk.error)}</Notice>}
    </Confirm>
  );
}
