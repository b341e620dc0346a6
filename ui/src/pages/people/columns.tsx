import { CircleCheck, CircleSlash } from "lucide-react";
import type { PersonRow } from "../../api/people.ts";
import { Relative } from "../../parts/Relative.tsx";
import type { Column } from "../../parts/table/column.ts";
import { RowLink } from "../../parts/table/RowLink.tsx";
import { paths } from "../../paths.ts";
import { roleKey } from "../../roles.ts";
import { texts } from "../../texts/index.ts";
import classes from "./PeoplePage.module.css";

const say = texts.people;

export const nameOf = (person: Pick<PersonRow, "displayName" | "userName">): string =>
  person.displayName || person.userName;

/** Status as an icon and a word, never by colour alone. */
export const Status = ({ active }: { active: boolean }) => (active ? isActive : isDeactivated);

// Made once: every row has one of the two.
const isActive = (
  <span className={classes.status} data-active>
    <CircleCheck size={14} aria-hidden />
    {say.active}
  </span>
);
const isDeactivated = (
  <span className={classes.status}>
    <CircleSlash size={14} aria-hidden />
    {say.deactivated}
  </span>
);

const name: Column<PersonRow> = {
  id: "name",
  title: say.columns.name,
  sorts: true,
  cell: (row) => (
    <RowLink to={paths.person(row.id)} title={nameOf(row)}>
      {nameOf(row)}
    </RowLink>
  ),
};

/** All that People can show besides the name, in their order. */
export const choices: Column<PersonRow>[] = [
  {
    id: "email",
    title: say.columns.email,
    sorts: true,
    width: "24%",
    cell: (row) => <span title={row.email}>{row.email}</span>,
  },
  {
    id: "role",
    title: say.columns.role,
    sorts: true,
    width: "8.5rem",
    cell: (row) => texts.roles.names[roleKey(row.accessRole)],
  },
  {
    id: "status",
    title: say.columns.status,
    sorts: true,
    width: "7.75rem",
    cell: (row) => <Status active={row.active} />,
  },
  { id: "source", title: say.columns.source, width: "5rem", cell: (row) => say.sources[row.source] },
  {
    id: "lastSignIn",
    title: say.columns.lastSignIn,
    sorts: true,
    width: "8.5rem",
    cell: (row) => (row.lastSignInAt ? <Relative iso={row.lastSignInAt} /> : say.never),
  },
  {
    id: "created",
    title: say.columns.created,
    sorts: true,
    width: "8.5rem",
    cell: (row) => <Relative iso={row.createdAt} />,
  },
  {
    id: "modified",
    title: say.columns.modified,
    sorts: true,
    width: "8.5rem",
    cell: (row) => <Relative iso={row.modifiedAt} />,
  },
];

export const COLUMNS_AT_MOST = 6;
export const usual = ["email", "role", "status", "source", "lastSignIn"];

/** The name and the chosen ones; what is not known any more, and what is too many, is left out. */
export function columnsOf(chosen: string[]): Column<PersonRow>[] {
  const known = choices.filter(({ id }) => (chosen.length > 0 ? chosen : usual).includes(id));
  return [name, ...known.slice(0, COLUMNS_AT_MOST - 1)];
}
