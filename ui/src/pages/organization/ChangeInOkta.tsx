import { Button } from "@mantine/core";
import type { ChangeInOkta as Change } from "../../api/organization.ts";
import { CopyRow } from "../../parts/CopyRow.tsx";
import { Confirm } from "../../parts/Dialog.tsx";
import { Facts } from "../../parts/Facts.tsx";
import { Notice } from "../../parts/Notice.tsx";
import { useNow } from "../../parts/useNow.ts";
import { texts } from "../../texts/index.ts";
import { at } from "../../time.ts";
import classes from "./Organization.module.css";

const say = texts.organization.change;

/** Before: which of Okta's fields must change, and what stays. */
export function ChangeCompanyId({
  opened,
  from,
  to,
  pending,
  onClose,
  onConfirm,
}: {
  opened: boolean;
  from: string;
  to: string;
  pending: boolean;
  onClose: () => void;
  onConfirm: () => void;
}) {
  return (
    <Confirm
      opened={opened}
      onClose={onClose}
      title={say.title}
      verb={say.verb}
      pending={pending}
      onConfirm={onConfirm}
    >
      <p>{say.lead}</p>
      <p className={classes.hint}>{say.where}</p>
      <Facts
        narrow
        facts={[
          { name: say.from, value: <code>{from}</code> },
          { name: say.to, value: <code>{to}</code> },
        ]}
      />
      <p>{say.stays}</p>
    </Confirm>
  );
}

/** After: the new values to copy, until the reader has done it. */
export function ChangedInOkta({ change, onDone }: { change: Change; onDone: () => void }) {
  const now = useNow();
  return (
    <div className={classes.changed}>
      <Notice tone="waiting" title={say.doneTitle}>
        {change.oldUntil && say.until(at(new Date(change.oldUntil), now))} {change.stays.join(" ")}
      </Notice>
      {change.changeInOkta.map(({ field, from, to }) => (
        <CopyRow key={field} name={field} value={to}>
          <s className={classes.hint}>{from}</s>
        </CopyRow>
      ))}
      <div className={classes.foot}>
        <Button onClick={onDone}>{say.done}</Button>
      </div>
    </div>
  );
}
