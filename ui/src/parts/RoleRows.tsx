import { Radio } from "@mantine/core";
import type { ReactNode } from "react";
import { accessRoles, type RoleKey } from "../roles.ts";
import { texts } from "../texts/index.ts";
import classes from "./RoleRows.module.css";

/** The five access roles, each with what it gives beyond the one before. */
export function RoleRows({
  label,
  value,
  onChange,
  allowed,
  failure,
}: {
  label: string;
  value: RoleKey;
  onChange: (role: RoleKey) => void;
  /** Those that whoever edits may give. */
  allowed: readonly RoleKey[];
  failure?: ReactNode;
}) {
  return (
    <Radio.Group label={label} value={value} onChange={(role) => onChange(role as RoleKey)} error={failure}>
      <div className={classes.rows}>
        {accessRoles.map((role) => {
          const may = allowed.includes(role);
          return (
            <Radio
              key={role}
              size="xs"
              value={role}
              disabled={!may && role !== value}
              className={classes.row ?? ""}
              label={texts.roles.names[role]}
              description={
                may || role === value || role !== "EnterpriseAdmin"
                  ? texts.roles.hints[role]
                  : `${texts.roles.hints[role]} ${texts.person.editDialog.givenBy(texts.roles.names[role])}`
              }
            />
          );
        })}
      </div>
    </Radio.Group>
  );
}
