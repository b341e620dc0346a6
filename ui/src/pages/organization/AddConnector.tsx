import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Plug, Plus } from "lucide-react";
import { useState } from "react";
import { billingQuery } from "../../api/billing.ts";
import { inWords } from "../../api/in-words.ts";
import { type ConnectorEntry, connectorsQuery, useAddConnector } from "../../api/organization.ts";
import { Badge } from "../../parts/Badge.tsx";
import { CopyRow } from "../../parts/CopyRow.tsx";
import { Dialog, DialogFoot } from "../../parts/Dialog.tsx";
import { Notice } from "../../parts/Notice.tsx";
import { Empty, Loaded } from "../../parts/States.tsx";
import { toast } from "../../parts/toast.tsx";
import { Section } from "../../shell/Page.tsx";
import { texts } from "../../texts/index.ts";
import classes from "./Organization.module.css";
import type { Edits } from "./useEdits.ts";

const say = texts.organization.external;

/** External User Authentication & Provisioning while there is no connector. */
export function AddConnector({
  edits,
  onAdded,
}: {
  edits: Edits;
  /** With the passkey, where this is the only time that it can be seen. */
  onAdded: (once: string | null) => void;
}) {
  const billing = useQuery(billingQuery);
  const [choosing, setChoosing] = useState(false);
  const off = billing.data && billing.data.toolkit.enabledAt === null;
  return (
    <Section id="external" title={say.title} lead={say.lead}>
      <Empty
        Icon={Plug}
        title={say.empty}
        action={
          off ? (
            <Button component={Link} to="/billing" variant="filled">
              {say.toBilling}
            </Button>
          ) : (
            <Button
              variant="filled"
              leftSection={<Plus size={16} aria-hidden />}
              onClick={() => edits.check() && setChoosing(true)}
            >
              {say.add}
            </Button>
          )
        }
      >
        {off ? say.toolkitOff : say.emptyText}
      </Empty>
      <Choose opened={choosing} onClose={() => setChoosing(false)} edits={edits} onAdded={onAdded} />
    </Section>
  );
}

function Choose({
  opened,
  onClose,
  edits,
  onAdded,
}: {
  opened: boolean;
  onClose: () => void;
  edits: Edits;
  onAdded: (once: string | null) => void;
}) {
  const connectors = useQuery({ ...connectorsQuery, enabled: opened });
  const add = useAddConnector();
  const failure = add.error ?? edits.failure;
  const choose = async () => {
    if (add.isPending) return;
    try {
      // The server saves fields and connector in one step; the picture has a call of its own, so it goes first.
      await edits.savePicture();
      const { keeps, password } = await add.mutateAsync(edits.changes);
      toast(say.addedToast);
      onAdded(keeps === "once" ? (password ?? null) : null);
    } catch {
      // Told by the mutation's own failure, above the list.
    }
  };
  return (
    <Dialog opened={opened} onClose={onClose} title={say.choose}>
      <p className={classes.hint}>{say.chooseLead}</p>
      {failure && (
        <Notice tone="refused">{failure.code === "conflict" ? say.addedAlready : inWords(failure)}</Notice>
      )}
      <Loaded query={connectors}>
        {(list) => (
          <ul className={classes.connectors}>
            {list.map((entry) => (
              <Row key={entry.kind} entry={entry} pending={add.isPending} onAdd={() => void choose()} />
            ))}
          </ul>
        )}
      </Loaded>
    </Dialog>
  );
}

/** The passkey of a machine without keychain: it closes by its one button only. */
export function ShownOnce({ passkey, onDone }: { passkey: string | null; onDone: () => void }) {
  return (
    <Dialog opened={passkey !== null} onClose={() => {}} title={say.onceTitle}>
      <Notice tone="waiting">{say.once}</Notice>
      <CopyRow name={texts.connector.copy.password} value={passkey ?? ""} stacked />
      <DialogFoot>
        <Button variant="filled" onClick={onDone}>
          {say.onceDone}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}

function Row({ entry, pending, onAdd }: { entry: ConnectorEntry; pending: boolean; onAdd: () => void }) {
  const available = entry.state === "available";
  return (
    <li className={classes.connector} data-planned={entry.state === "planned" || undefined}>
      <span>
        <span className={classes.connectorName}>{entry.name}</span>
        <span className={classes.hint}>{entry.kind === "okta" ? say.okta : say.later}</span>
      </span>
      {available ? (
        <Button variant="filled" aria-busy={pending} onClick={onAdd}>
          {pending ? say.adding : say.addOkta}
        </Button>
      ) : (
        <Badge>{entry.state === "planned" ? say.planned : say.added}</Badge>
      )}
    </li>
  );
}
