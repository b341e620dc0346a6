import { Button } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { Check, CopyIcon } from "lucide-react";
import { texts } from "../texts/index.ts";

/** A button that copies several values, one a line. */
export function CopyAll({ values, label, size }: { values: string[]; label: string; size?: "md" }) {
  const clipboard = useClipboard({ timeout: 2000 });
  const Icon = clipboard.copied ? Check : CopyIcon;
  return (
    <>
      <Button
        {...(size ? { size } : {})}
        onClick={() => clipboard.copy(values.join("\n"))}
        leftSection={<Icon size={14} aria-hidden />}
      >
        {clipboard.copied ? texts.copied : label}
      </Button>
      <span role="status" className="hidden-text">
        {clipboard.copied ? texts.copied : ""}
      </span>
    </>
  );
}
