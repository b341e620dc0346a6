import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Download, Plus, Users } from "lucide-react";
import { useMemo, useState } from "react";
import { download } from "../../api/download.ts";
import { asFailure, inWords } from "../../api/in-words.ts";
import {
  BULK_MOST,
  exportPath,
  fetchPeople,
  firstMatching,
  type PersonRow,
  peopleKey,
} from "../../api/people.ts";
import { useSession } from "../../api/session.ts";
import { usePages } from "../../api/usePages.ts";
import { digits } from "../../numbers.ts";
import { Filters, filtersSet } from "../../parts/Filters.tsx";
import { Empty, EmptyByFilter, Failed, Lines } from "../../parts/States.tsx";
import { howMany, matchingOf } from "../../parts/table/counts.ts";
import { DataTable } from "../../parts/table/DataTable.tsx";
import { refusalToast, toast } from "../../parts/toast.tsx";
import { usePreference } from "../../preferences.ts";
import { includes, type RoleKey, roleKey } from "../../roles.ts";
import { Page } from "../../shell/Page.tsx";
import { texts } from "../../texts/index.ts";
import { listOf, useUrl } from "../../url.ts";
import { AddPerson } from "./AddPerson.tsx";
import { BulkBar } from "./BulkBar.tsx";
import { ColumnsMenu } from "./ColumnsMenu.tsx";
import { columnsOf, nameOf } from "./columns.tsx";
import { usePeopleFilters } from "./filters.tsx";
import classes from "./PeoplePage.module.css";

const say = texts.people;
/** Who is selected, and whether they are active: what can be done with them depends on it. */
type Selected = ReadonlyMap<string, boolean>;
const none: Selected = new Map();
const byActive = (rows: PersonRow[]) => rows.map(({ id, active }) => [id, active] as const);

/** Everyone, however many: searched, filtered and sorted by the server, a page at a time. */
export function PeoplePage() {
  const { search, set } = useUrl();
  const mine = roleKey(useSession().data?.user.accessRole);
  const admin = includes(mine, "Admin");
  const fields = usePeopleFilters(search);
  const key = peopleKey(search);
  const pages = usePages(key, fetchPeople(search));
  const [chosen] = usePreference("peopleColumns");
  const columns = useMemo(() => columnsOf(listOf(chosen)), [chosen]);
  const [selected, setSelected] = useState(none);
  const keys = useMemo(() => new Set(selected.keys()), [selected]);
  const [choosing, setChoosing] = useState(false);
  const { counts } = pages;

  const keep = (ids: Iterable<string>, added: PersonRow[] = []) =>
    setSelected((before) => {
      const known = new Map([...before, ...byActive(added)]);
      return new Map([...ids].map((id) => [id, known.get(id) ?? true]));
    });

  const selectAll = async (all: boolean) => {
    if (!all) return setSelected(none);
    setChoosing(true);
    await firstMatching(search)
      .then((rows) => setSelected(new Map(byActive(rows))))
      // The list itself tells of a server that does not answer.
      .catch(() => setSelected(none));
    setChoosing(false);
  };

  const clear = () =>
    set(Object.fromEntries([["q", null], ...fields.map((field): [string, null] => [field.key, null])]));

  return (
    <Page title={say.title} layout="table" actions={<Actions mine={mine} />}>
      <Filters
        searchLabel={say.search}
        fields={fields}
        count={counts ? matchingOf(counts, say.all) : undefined}
      >
        <ColumnsMenu />
      </Filters>
      {pages.failure ? (
        <Failed failure={pages.failure} onTry={pages.again} trying={pages.trying} />
      ) : !counts ? (
        <div className={classes.loading}>
          <Lines count={12} />
        </div>
      ) : (
        <DataTable
          label={say.title}
          columns={columns}
          count={counts.matching}
          rowAt={pages.rowAt}
          keyOf={(row) => row.id}
          nameOf={nameOf}
          onShown={pages.onShown}
          sort={search.sort ?? "name"}
          onSort={(sort) => set({ sort: sort === "name" ? null : sort })}
          stale={pages.stale}
          listKey={JSON.stringify(key)}
          scrollKey="people"
          {...(admin ? { selected: keys, onSelect: keep, onSelectAll: (all) => void selectAll(all) } : {})}
        >
          {filtersSet(fields, search) ? <EmptyByFilter onClear={clear} /> : <Nobody mine={mine} />}
        </DataTable>
      )}
      {admin && counts && (selected.size > 0 || choosing) && (
        <BulkBar
          selected={selected}
          choosing={choosing}
          note={
            selected.size === BULK_MOST && counts.matching > BULK_MOST
              ? say.bulk.most(digits(BULK_MOST), howMany(counts))
              : null
          }
          mine={mine}
          onClear={() => setSelected(none)}
          onLeft={keep}
        />
      )}
      {admin && <AddPerson opened={search.do === "add"} mine={mine} onClose={() => set({ do: null })} />}
    </Page>
  );
}

function Actions({ mine }: { mine: RoleKey }) {
  const { search, set } = useUrl();
  const saving = useMutation({
    mutationFn: () => download(exportPath(search), "people.csv"),
    onSuccess: () => toast(say.exported),
    onError: (thrown) => refusalToast(inWords(asFailure(thrown))),
  });
  return (
    <>
      {includes(mine, "User") && (
        <Button
          leftSection={<Download size={14} aria-hidden />}
          aria-busy={saving.isPending}
          onClick={() => !saving.isPending && saving.mutate()}
        >
          {say.export}
        </Button>
      )}
      {includes(mine, "Admin") && (
        <Button
          variant="filled"
          leftSection={<Plus size={14} aria-hidden />}
          onClick={() => set({ do: "add" })}
        >
          {say.add}
        </Button>
      )}
    </>
  );
}

/** No one but whoever looks: not even the owner is missing, so this shows where a role sees nobody. */
function Nobody({ mine }: { mine: RoleKey }) {
  return (
    <Empty
      Icon={Users}
      title={say.empty.title}
      action={
        includes(mine, "EnterpriseAdmin") && (
          <Button component={Link} to="/organization" variant="filled">
            {say.empty.setUp}
          </Button>
        )
      }
    >
      {includes(mine, "Admin") ? say.empty.text : say.empty.textReader}
    </Empty>
  );
}
