import { Popover, UnstyledButton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { valueInWords, whoDidIt } from "../../activity/sentence.ts";
import type { Cause } from "../../api/why.ts";
import { Relative } from "../../parts/Relative.tsx";
import { Lines } from "../../parts/States.tsx";
import { paths } from "../../paths.ts";
import { texts } from "../../texts/index.ts";
import classes from "./PersonPage.module.css";

const say = texts.person.why;

/** Who set a value, when, from what, and the entry that proves it. */
export function WhyPopover({
  label,
  cause,
  loading,
}: {
  label: string;
  cause: Cause | undefined;
  loading: boolean;
}) {
  return (
    <Popover
      position="bottom-end"
      trapFocus
      returnFocus
      shadow="none"
      classNames={{ dropdown: classes.why ?? "" }}
    >
      <Popover.Target>
        <UnstyledButton className={classes.ask ?? ""} aria-label={say.of(label)}>
          {say.ask}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown aria-label={say.of(label)}>
        {cause ? (
          <>
            <p>
              <strong>{say.since(whoDidIt(cause.actor))}</strong> <Relative iso={cause.at} />
            </p>
            <p className={classes.before}>
              {cause.before === null ? say.first : say.from(valueInWords(cause.before))}
            </p>
            <p>
              <Link to={paths.entry(cause.entryId)}>{say.call}</Link>
            </p>
          </>
        ) : loading ? (
          <Lines count={2} />
        ) : (
          <p data-autofocus tabIndex={-1}>
            {say.unknown}
          </p>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}
