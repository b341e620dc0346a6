import { Button } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { Check, CopyIcon } from "lucide-react";
import { texts } from "../../texts/index.ts";
import classes from "./SecondFactor.module.css";

const say = texts.secondFactor.codes;

/** Recovery codes, shown this once, until their owner says that they are kept. */
export function RecoveryCodes({ codes, onKept }: { codes: string[]; onKept: () => void }) {
  const clipboard = useClipboard({ timeout: 2000 });
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
        <Button
          size="md"
          onClick={() => clipboard.copy(codes.join("\n"))}
          leftSection={
            clipboard.copied ? <Check size={14} aria-hidden /> : <CopyIcon size={14} aria-hidden />
          }
        >
          {clipboard.copied ? texts.copied : say.copy}
        </Button>
        <Button size="md" variant="filled" onClick={onKept}>
          {say.kept}
        </Button>
      </div>
      <span role="status" className="hidden-text">
        {clipboard.copied ? texts.copied : ""}
      </span>
    </div>
  );
}
