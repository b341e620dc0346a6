import { Button } from "@mantine/core";
import { Archive } from "lucide-react";
import { inWords } from "../../api/in-words.ts";
import { type Settings, useBackUp } from "../../api/settings.ts";
import { bytesInWords } from "../../numbers.ts";
import { Moment } from "../../parts/Moment.tsx";
import { Notice } from "../../parts/Notice.tsx";
import { Empty } from "../../parts/States.tsx";
import { toast } from "../../parts/toast.tsx";
import { useNow } from "../../parts/useNow.ts";
import { Section } from "../../shell/Page.tsx";
import { texts } from "../../texts/index.ts";
import classes from "./Settings.module.css";

const say = texts.settings.backups;

/** The backups that the data folder has, newest first, and one more at a click. */
export function Backups({ settings }: { settings: Settings }) {
  const make = useBackUp();
  const now = useNow();
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
      {settings.backups.length === 0 ? (
        <Empty Icon={Archive} title={say.none}>
          {say.noneText}
        </Empty>
      ) : (
        <>
          <table className={classes.table} aria-labelledby="backups">
            <thead>
              <tr>
                <th scope="col">{say.file}</th>
                <th scope="col">{say.when}</th>
                <th scope="col">{say.size}</th>
              </tr>
            </thead>
            <tbody>
              {settings.backups.map((backup) => (
                <tr key={backup.file}>
                  <th scope="row">
                    <code>{backup.file}</code>
                  </th>
                  <td>
                    <Moment iso={backup.at} now={now} />
                  </td>
                  <td>{bytesInWords(backup.bytes)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <p className={classes.folder}>{say.folder}</p>
        </>
      )}
    </Section>
  );
}
