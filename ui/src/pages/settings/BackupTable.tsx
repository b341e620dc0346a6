import type { Backup } from "../../api/settings.ts";
import { bytesInWords } from "../../numbers.ts";
import { Moment } from "../../parts/Moment.tsx";
import { useNow } from "../../parts/useNow.ts";
import { texts } from "../../texts/index.ts";
import classes from "./Settings.module.css";

const say = texts.settings.backups;

/** What is proved of a file, in one line. */
const facts = ({ checked, encrypted }: Backup) =>
  [checked ? say.checked : say.uncheckedFile, encrypted && say.encrypted].filter(Boolean).join(" · ");

/** The backups, the newest first. */
export function BackupTable({ backups }: { backups: Backup[] }) {
  const now = useNow();
  return (
    <table className={classes.table} aria-labelledby="backups">
      <thead>
        <tr>
          <th scope="col">{say.file}</th>
          <th scope="col">{say.why}</th>
          <th scope="col">{say.when}</th>
          <th scope="col">{say.size}</th>
        </tr>
      </thead>
      <tbody>
        {backups.map((backup) => (
          <tr key={backup.file}>
            <th scope="row">
              <code>{backup.file}</code>
              <span className={classes.facts}>{facts(backup)}</span>
            </th>
            <td>{say.kinds[backup.kind ?? "unknown"]}</td>
            <td>
              <Moment iso={backup.at} now={now} />
            </td>
            <td>{bytesInWords(backup.bytes)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
