import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Users } from "lucide-react";
import { type Group, groupQuery } from "../../api/groups.ts";
import { asFailure } from "../../api/in-words.ts";
import { fetchPeople, peopleKey } from "../../api/people.ts";
import { usePages } from "../../api/usePages.ts";
import { Copy } from "../../parts/Copy.tsx";
import { Filters } from "../../parts/Filters.tsx";
import { Relative } from "../../parts/Relative.tsx";
import { Empty, EmptyByFilter, Failed, Lines } from "../../parts/States.tsx";
import { matchingOf } from "../../parts/table/counts.ts";
import { DataTable } from "../../parts/table/DataTable.tsx";
import { Page } from "../../shell/Page.tsx";
import { texts } from "../../texts/index.ts";
import { useUrl } from "../../url.ts";
import { columnsOf } from "../people/columns.tsx";
import classes from "./Groups.module.css";

const say = texts.groups;
const back = { to: "/groups", label: say.back };

/** One group: what it is, and its members as People lists them. */
export function GroupPage() {
  const { id } = useParams({ from: "/groups/$id" });
  const group = useQuery(groupQuery(id));
  if (group.data) return <Whole key={id} group={group.data} />;
  const failure = group.error && asFailure(group.error);
  const missing = failure?.status === 404;
  return (
    <Page title={missing ? say.notFoundTitle : say.loading} back={back}>
      {!failure ? (
        <Lines count={8} />
      ) : missing ? (
        <Empty
          Icon={Users}
          title={say.notFoundTitle}
          action={
            <Button component={Link} to="/groups">
              {say.toGroups}
            </Button>
          }
        >
          {say.notFoundText}
        </Empty>
      ) : (
        <Failed failure={failure} onTry={() => void group.refetch()} trying={group.isFetching} />
      )}
    </Page>
  );
}

function Whole({ group }: { group: Group }) {
  const { search, set } = useUrl();
  const asked = { q: search.q, sort: search.sort, group: group.id };
  const key = peopleKey(asked);
  const members = usePages(key, fetchPeople(asked));
  const { counts } = members;
  return (
    <Page title={group.displayName} back={back} layout="table">
      <dl className={classes.about}>
        <div>
          <dt>{say.changed}</dt>
          <dd>
            <Relative iso={group.modifiedAt} />
          </dd>
        </div>
        <div>
          <dt>{say.added}</dt>
          <dd>
            <Relative iso={group.createdAt} />
          </dd>
        </div>
        {group.externalId && (
          <div>
            <dt>{say.externalId}</dt>
            <dd>
              <code>{group.externalId}</code>
              <Copy value={group.externalId} what={say.externalId} />
            </dd>
          </div>
        )}
        <div>
          <dt>{say.id}</dt>
          <dd>
            <code>{group.id}</code>
            <Copy value={group.id} what={say.id} />
          </dd>
        </div>
      </dl>
      <Filters
        searchLabel={say.memberSearch}
        fields={[]}
        count={counts ? matchingOf({ ...counts, total: group.members }, texts.people.all) : undefined}
      />
      {members.failure ? (
        <Failed failure={members.failure} onTry={members.again} trying={members.trying} />
      ) : !counts ? (
        <div className={classes.loading}>
          <Lines />
        </div>
      ) : (
        <DataTable
          label={say.membersOf(group.displayName)}
          columns={columnsOf([])}
          count={counts.matching}
          rowAt={members.rowAt}
          keyOf={(row) => row.id}
          onShown={members.onShown}
          sort={search.sort ?? "name"}
          onSort={(sort) => set({ sort: sort === "name" ? null : sort })}
          stale={members.stale}
          listKey={JSON.stringify(key)}
          scrollKey="members"
        >
          {search.q ? (
            <EmptyByFilter onClear={() => set({ q: null })} />
          ) : (
            <Empty Icon={Users} title={say.noMembers.title}>
              {say.noMembers.text}
            </Empty>
          )}
        </DataTable>
      )}
    </Page>
  );
}
