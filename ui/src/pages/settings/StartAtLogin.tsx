import { Checkbox } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Notice } from "../../parts/Notice.tsx";
import type { DesktopShell } from "../../platform/index.ts";
import { Section } from "../../shell/Page.tsx";
import { texts } from "../../texts/index.ts";
import classes from "./Settings.module.css";

const say = texts.settings.start;
const queryKey = ["start-at-login"];

/** Only in the desktop window: whether the system starts Latchkey when one logs in. */
export function StartAtLogin({ desktop }: { desktop: DesktopShell }) {
  const queries = useQueryClient();
  const on = useQuery({ queryKey, queryFn: () => desktop.startAtLogin() });
  const change = useMutation<boolean, Error, boolean>({
    mutationFn: (asked) => desktop.setStartAtLogin(asked),
    // What the system then says counts, not what was clicked.
    onSettled: () => queries.invalidateQueries({ queryKey }),
  });
  return (
    <Section id="start" title={say.title}>
      <div className={classes.rows}>
        <Checkbox
          label={say.label}
          description={say.hint}
          checked={on.data ?? false}
          disabled={on.data === undefined}
          onChange={(event) => change.mutate(event.currentTarget.checked)}
        />
        {(on.isError || change.isError) && <Notice tone="refused">{say.failed}</Notice>}
      </div>
    </Section>
  );
}
