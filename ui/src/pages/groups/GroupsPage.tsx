import { Users } from "lucide-react";
import { fetchGroups, type GroupRow, groupsKey } from "../../api/groups.ts";
import { usePages } from "../../api/usePages.ts";
import { digits } from "../../numbers.ts";
import { Filters } from "../../parts/Filters.tsx";
import { Relative } from "../../parts/Relative.tsx";
import { Empty, EmptyByFilter, Failed, Lines } from "../../parts/States.tsx";
import type { Column } from "../../parts/table/column.ts";
import { matchingOf } from "../../parts/table/counts.ts";
import { DataTable } from "../../parts/table/DataTable.tsx";
import { RowLink } from "../../parts/table/RowLink.tsx";
import { paths } from "../../paths.ts";
import { Page } from "../../shell/Page.tsx";
import { texts } from "../../texts/index.ts";
import { useUrl } from "../../url.ts";
import classes from "./Groups.module.css";

const say = texts.groups;

const columns: Column<GroupRow>[] = [
  {
    id: "name",
    title: say.columns.name,
    cell: (row) => (
      <RowLink to={paths.group(row.id)} title={row.displayName}>
        {row.displayName}
      </RowLink>
    ),
  },
  {
    id: "members",
    title: say.columns.members,
    width: "8rem",
    align: "right",
    cell: (row) => digits(row.members),
  },
  {
    id: "created",
    title: say.columns.created,
    width: "10rem",
    cell: (row) => <Relative iso={row.createdAt} />,
  },
  {
    id: "modified",
    title: say.columns.modified,
    width: "10rem",
    cell: (row) => <Relative iso={row.modifiedAt} />,
  },
];

/** Every group, most of them pushed by Okta. */
export function GroupsPage() {
  const { search, set } = useUrl();
  const key = groupsKey(search);
  const pages = usePages(key, fetchGroups(search));
  const { counts } = pages;
  return (
    <Page title={say.title} layout="table">
      <Filters
        searchLabel={say.search}
        fields={[]}
        count={counts ? matchingOf(counts, say.all) : undefined}
      />
      {pages.failure ? (
        <Failed failure={pages.failure} onTry={pages.again} trying={pages.trying} />
      ) : !counts ? (
        <div className={classes.loading}>
          <Lines />
        </div>
      ) : (
        <DataTable
          label={say.title}
          columns={columns}
          count={counts.matching}
          rowAt={pages.rowAt}
          keyOf={(row) => row.id}
          onShown={pages.onShown}
          stale={pages.stale}
          listKey={JSON.stringify(key)}
          scrollKey="groups"
        >
          {search.q ? (
            <EmptyByFilter onClear={() => set({ q: null })} />
          ) : (
            <Empty Icon={Users} title={say.empty.title}>
              {say.empty.text}
            </Empty>
          )}
        </DataTable>
      )}
    </Page>
  );
}
