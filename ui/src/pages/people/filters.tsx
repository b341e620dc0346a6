import { useQuery } from "@tanstack/react-query";
import { groupQuery } from "../../api/groups.ts";
import type { FilterField } from "../../parts/Filters.tsx";
import { accessRoles } from "../../roles.ts";
import { texts } from "../../texts/index.ts";
import type { Search } from "../../url.ts";
import { GroupChoice } from "./GroupChoice.tsx";

const say = texts.people.filters;

/** The filters of People. A group is searched for; its name is asked when only the address knows it. */
export function usePeopleFilters(search: Search): FilterField[] {
  const id = search.group ?? "";
  const known = useQuery({ ...groupQuery(id), enabled: id !== "" });
  return [
    {
      key: "role",
      label: say.role,
      options: accessRoles.map((role) => ({ value: role, label: texts.roles.names[role] })),
    },
    {
      key: "status",
      label: say.status,
      options: [
        { value: "active", label: texts.people.active },
        { value: "deactivated", label: texts.people.deactivated },
      ],
    },
    {
      key: "source",
      label: say.source,
      options: [
        { value: "okta", label: texts.people.sources.okta },
        { value: "local", label: texts.people.sources.local },
      ],
    },
    {
      key: "group",
      label: say.group,
      options: known.data ? [{ value: id, label: known.data.displayName }] : [],
      custom: (close) => <GroupChoice chosen={id} onChosen={close} />,
    },
    { key: "signIn", label: say.signIn, options: [{ value: "never", label: say.signInNever }] },
    {
      key: "dormant",
      label: say.dormant,
      options: ["30", "90", "180", "365"].map((days) => ({ value: days, label: say.dormantFor(days) })),
    },
  ];
}
