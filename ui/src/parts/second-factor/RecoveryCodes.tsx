import { Button } from "@mantine/core";
import { texts } from "../../texts/index.ts";
import { CopyAll } from "../CopyAll.tsx";
import classes from "./SecondFactor.module.css";

const say = texts.secondFactor.codes;

/** Recovery codes, shown this once, until their owner says that they are kept. */
export function RecoveryCodes({ codes, onKept }: { codes: string[]; onKept: () => void }) {
  return (
    <div className={classes.form}>
      <p className={classes.lead}>{say.lead}</p>
      <ul aria-label={say.list} className={classes.codes}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className={classes.buttons}>
        <CopyAll values={codes} label={say.copy} size="md" />
        <Button size="md" variant="filled" onClick={onKept}>
          {say.kept}
        </Button>
      </div>
    </div>
  );
}
