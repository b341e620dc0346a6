import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Eye } from "lucide-react";
import { useMemo } from "react";
import { milliseconds } from "../../activity/sentence.ts";
import { useNews } from "../../activity/useNews.ts";
import { type Read, readsQuery } from "../../api/activity.ts";
import { digits } from "../../numbers.ts";
import { Filters } from "../../parts/Filters.tsx";
import { Relative } from "../../parts/Relative.tsx";
import { Empty, Loaded } from "../../parts/States.tsx";
import type { Column } from "../../parts/table/column.ts";
import { DataTable } from "../../parts/table/DataTable.tsx";
import { paths } from "../../paths.ts";
import { Page } from "../../shell/Page.tsx";
import { texts } from "../../texts/index.ts";
import { useUrl } from "../../url.ts";
import classes from "./ActivityPage.module.css";

const say = texts.activity;
const NEWS = [readsQuery.queryKey];

/** The last calls that only read, one by one: nothing was changed by any, so none has an entry of its own. */
export function ReadsPage() {
  const reads = useQuery(readsQuery);
  const { search, set } = useUrl();
  useNews({ keys: NEWS, on: reads.isSuccess });
  const words = (search.q ?? "").toLowerCase();
  const found = useMemo(
    () =>
      (reads.data ?? []).filter(({ call }) =>
        [call.method, pathOf(call.path), call.from, call.passkey ?? "", String(call.status)]
          .join(" ")
          .toLowerCase()
          .includes(words),
      ),
    [reads.data, words],
  );
  const total = reads.data?.length ?? 0;
  const counted = words
    ? texts.parts.table.rows(digits(found.length), digits(total))
    : say.count(digits(total));
  return (
    <Page title={say.reads.title} layout="table" back={{ to: paths.activity, label: say.title }}>
      <Filters searchLabel={say.reads.search} fields={[]} count={reads.data ? counted : undefined} />
      <p className={classes.about}>{say.reads.lead}</p>
      <div className={classes.list}>
        <Loaded query={reads}>
          {() => (
            <DataTable
              label={say.reads.table}
              columns={columns}
              count={found.length}
              rowAt={(index) => found[index]}
              keyOf={({ call }) => call.requestId}
              listKey={words}
              scrollKey="activity-reads"
              plain
            >
              {words ? (
                <Empty
                  title={texts.parts.filters.none}
                  action={<Button onClick={() => set({ q: null })}>{texts.parts.filters.clear}</Button>}
                >
                  {texts.parts.filters.noneText}
                </Empty>
              ) : (
                <Empty
                  Icon={Eye}
                  title={say.reads.emptyTitle}
                  action={
                    <Button component={Link} to={paths.activity}>
                      {say.reads.toActivity}
                    </Button>
                  }
                >
                  {say.reads.emptyText}
                </Empty>
              )}
            </DataTable>
          )}
        </Loaded>
      </div>
    </Page>
  );
}

/** What Okta asked for as one reads it: `userName eq "ana@acme.com"` instead of `userName%20eq%20…`. */
function pathOf(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

const columns: Column<Read>[] = [
  { id: "at", title: say.columns.at, width: "7.5rem", cell: ({ at }) => <Relative iso={at} /> },
  {
    id: "call",
    title: say.call.method,
    cell: ({ call }) => (
      <code title={`${call.method} ${pathOf(call.path)}`}>
        {call.method} {pathOf(call.path)}
      </code>
    ),
  },
  { id: "from", title: say.call.from, width: "9rem", cell: ({ call }) => call.from },
  {
    id: "passkey",
    title: say.call.passkey,
    width: "6rem",
    cell: ({ call }) => call.passkey ?? <span className={classes.none}>{say.noCall}</span>,
  },
  {
    id: "status",
    title: say.columns.status,
    width: "4.5rem",
    align: "right",
    cell: ({ call }) => call.status,
  },
  {
    id: "ms",
    title: say.columns.ms,
    width: "4.5rem",
    align: "right",
    cell: ({ call }) => milliseconds(call.micros),
  },
];
