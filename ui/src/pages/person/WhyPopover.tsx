import { Popover, UnstyledButton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Why } from "../../api/people.ts";
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
  cause: Why | undefined;
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
              <strong>{say.since(cause.actor.name)}</strong> <Relative iso={cause.at} />
            </p>
            <p className={classes.before}>{cause.before ? say.from(cause.before) : say.first}</p>
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
