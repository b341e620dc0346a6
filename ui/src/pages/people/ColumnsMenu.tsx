import { Checkbox, Popover, UnstyledButton } from "@mantine/core";
import { Columns3 } from "lucide-react";
import { useId } from "react";
import { usePreference } from "../../preferences.ts";
import { texts } from "../../texts/index.ts";
import { listOf } from "../../url.ts";
import { COLUMNS_AT_MOST, choices, columnsOf } from "./columns.tsx";
import classes from "./PeoplePage.module.css";

/** Which columns are shown, and how tall the rows are. This browser keeps it. */
export function ColumnsMenu() {
  const hint = useId();
  const [kept, keep] = usePreference("peopleColumns");
  const [density, setDensity] = usePreference("density");
  const shown = columnsOf(listOf(kept)).map(({ id }) => id);
  const full = shown.length >= COLUMNS_AT_MOST;
  return (
    <Popover
      position="bottom-end"
      trapFocus
      returnFocus
      shadow="none"
      classNames={{ dropdown: classes.menu ?? "" }}
    >
      <Popover.Target>
        <UnstyledButton className={classes.columns ?? ""} aria-label={texts.parts.table.columns}>
          <Columns3 size={16} aria-hidden />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown aria-label={texts.parts.table.columns}>
        <Checkbox.Group
          label={texts.parts.table.columns}
          value={shown}
          onChange={(next) => keep(next.filter((id) => id !== "name").join(","))}
        >
          <div className={classes.choices}>
            {choices.map(({ id, title }) => (
              <Checkbox
                key={id}
                size="xs"
                value={id}
                label={title}
                disabled={shown.includes(id) ? shown.length <= 2 : full}
                aria-describedby={hint}
              />
            ))}
          </div>
        </Checkbox.Group>
        <p id={hint} className={classes.hint}>
          {texts.people.columnsHint}
        </p>
        <Checkbox
          size="xs"
          label={texts.parts.table.density}
          checked={density === "tall"}
          onChange={(event) => setDensity(event.currentTarget.checked ? "tall" : "normal")}
        />
      </Popover.Dropdown>
    </Popover>
  );
}
