import { Tooltip, UnstyledButton } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { Check, CopyIcon } from "lucide-react";
import { texts } from "../texts/index.ts";
import classes from "./Copy.module.css";

/** A small button that copies `value`; `what` names it for a reader ("Reference"). */
export function Copy({ value, what }: { value: string; what: string }) {
  const clipboard = useClipboard({ timeout: 2000 });
  const label = clipboard.copied ? texts.copied : texts.copy;
  return (
    <>
      <Tooltip label={label}>
        <UnstyledButton
          className={classes.button}
          aria-label={`${texts.copy}: ${what}`}
          onClick={() => clipboard.copy(value)}
        >
          {clipboard.copied ? <Check size={14} aria-hidden /> : <CopyIcon size={14} aria-hidden />}
        </UnstyledButton>
      </Tooltip>
      <span role="status" className="hidden-text">
        {clipboard.copied ? texts.copied : ""}
      </span>
    </>
  );
}
