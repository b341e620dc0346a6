import { Button, Switch } from "@mantine/core";
import { Archive } from "lucide-react";
import { inWords } from "../../api/in-words.ts";
import { type Settings, useBackUp, useSaveDailyBackups } from "../../api/settings.ts";
import { Copy } from "../../parts/Copy.tsx";
import { Moment } from "../../parts/Moment.tsx";
import { Notice } from "../../parts/Notice.tsx";
import { Empty } from "../../parts/States.tsx";
import { toast } from "../../parts/toast.tsx";
import { useNow } from "../../parts/useNow.ts";
import { Section } from "../../shell/Page.tsx";
import { texts } from "../../texts/index.ts";
import { BackupTable } from "./BackupTable.tsx";
import classes from "./Settings.module.css";

const say = texts.settings.backups;

/** Whether one is made each day and when the next is due, those that there are, one more at a click, and the way back. */
export function Backups({ settings }: { settings: Settings }) {
  const make = useBackUp();
  const go = () => {
    if (!make.isPending) make.mutate(undefined, { onSuccess: ({ file }) => toast(say.made(file)) });
  };
  return (
    <Section
      id="backups"
      title={say.title}
      lead={say.lead}
      actions={
        <Button aria-busy={make.isPending} onClick={go}>
          {make.isPending ? say.making : say.make}
        </Button>
      }
    >
      {make.error && <Notice tone="refused">{inWords(make.error)}</Notice>}
      <Daily settings={settings} />
      {settings.backups.length === 0 ? (
        <Empty Icon={Archive} title={say.none}>
          {say.noneText}
        </Empty>
      ) : (
        <>
          <BackupTable backups={settings.backups} />
          <p className={classes.folder}>{say.folder}</p>
        </>
      )}
      <WayBack settings={settings} />
    </Section>
  );
}

function Daily({ settings }: { settings: Settings }) {
  const save = useSaveDailyBackups();
  const now = useNow();
  return (
    <div className={classes.rows}>
      <Switch
        label={say.daily}
        description={say.dailyHint}
        // What was asked for is shown until the answer says what is so.
        checked={save.isPending ? save.variables : settings.nextBackupAt !== null}
        onChange={(event) => save.mutate(event.currentTarget.checked)}
      />
      {save.error && <Notice tone="refused">{inWords(save.error)}</Notice>}
      <p className={classes.old}>
        {settings.nextBackupAt && (
          <>
            {say.next} <Moment iso={settings.nextBackupAt} now={now} />.{" "}
          </>
        )}
        {settings.encryptsBackups ? say.encrypts : say.encryptsNot}
      </p>
    </div>
  );
}

/** What to type on the host to go back to the newest that can be gone back to. */
function WayBack({ settings }: { settings: Settings }) {
  const newest = settings.backups.find(({ checked }) => checked);
  if (!newest) return null;
  const slash = settings.dataDir.includes("\\") ? "\\" : "/";
  const file = `${settings.dataDir}${slash}backups${slash}${newest.file}`;
  const command = `latchkey restore "${file}" --replace --data-dir "${settings.dataDir}"`;
  return (
    <div className={classes.wayBack}>
      <h3>{say.restoreTitle}</h3>
      <p>{say.restore}</p>
      <div className={classes.command}>
        <code>{command}</code>
        <Copy value={command} what={say.restoreCommand} />
      </div>
      {newest.encrypted && <p>{say.restoreEncrypted}</p>}
    </div>
  );
}
