import { Button } from "@mantine/core";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { Activity as ActivityIcon } from "lucide-react";
import { useEffect, useMemo, useRef } from "react";
import { isFiltered } from "../../activity/filters.ts";
import { neighbours, useFeed } from "../../activity/useFeed.ts";
import { digits } from "../../numbers.ts";
import { Notice } from "../../parts/Notice.tsx";
import { Empty, Failed, Lines } from "../../parts/States.tsx";
import { DataTable } from "../../parts/table/DataTable.tsx";
import { paths } from "../../paths.ts";
import { Page } from "../../shell/Page.tsx";
import { texts } from "../../texts/index.ts";
import { useUrl } from "../../url.ts";
import { ActivityFilterBar } from "./ActivityFilterBar.tsx";
import { ActivityMenu } from "./ActivityMenu.tsx";
import classes from "./ActivityPage.module.css";
import { CallDrawer } from "./CallDrawer.tsx";
import { columns } from "./columns.tsx";
import { Live } from "./Live.tsx";
import { useAsked } from "./useAsked.ts";

const say = texts.activity;
const SCROLLER = "activity";
/** How far from the end of what is loaded the older ones are asked for. */
const AHEAD = 40;

/** Every call and every change, live; one of them opened beside the list. */
export function ActivityPage() {
  const { entryId } = useParams({ strict: false }) as { entryId?: string };
  const { search, set } = useUrl();
  const navigate = useNavigate();
  const filters = useAsked(search);
  const feed = useFeed(filters);
  const list = useRef<HTMLDivElement>(null);
  const { entries } = feed;
  const open = useMemo(() => entries.find((entry) => entry.id === entryId), [entries, entryId]);

  const { hold } = feed;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `hold` is another function at each drawing and does the same.
  useEffect(() => hold("open", entryId !== undefined), [entryId]);

  const openEntry = (id: string) =>
    navigate({ to: "/activity/$entryId", params: { entryId: id }, search: true, resetScroll: false });
  const close = () => navigate({ to: "/activity", search: true, resetScroll: false });
  const showWaiting = () => {
    feed.show();
    list.current?.querySelector(`[data-scroll-restoration-id=${SCROLLER}]`)?.scrollTo({ top: 0 });
  };

  // One more than is loaded stands for those that are on their way.
  const count = entries.length + (feed.hasOlder ? 1 : 0);
  const body = feed.loading ? (
    <div className={classes.state}>
      <Lines count={12} />
    </div>
  ) : feed.failure ? (
    <Failed failure={feed.failure} onTry={feed.again} trying={feed.trying} />
  ) : (
    <DataTable
      label={say.table}
      columns={columns}
      count={count}
      open={feed.hasOlder}
      rowAt={(index) => entries[index]}
      keyOf={(entry) => entry.id}
      openKey={entryId}
      stale={feed.stale}
      scrollKey={SCROLLER}
      onShown={(first, last) => {
        hold("scrolled", first > 0);
        // After a refusal only when a person asks: else it would be asked again and again.
        if (last >= entries.length - AHEAD && !feed.olderFailed) feed.older();
      }}
    >
      <NothingHere filtered={isFiltered(filters)} clear={() => set(cleared)} />
    </DataTable>
  );

  return (
    <Page
      title={say.title}
      layout="table"
      actions={<ActivityMenu filters={filters} />}
      drawer={
        entryId && (
          <CallDrawer
            key={entryId}
            id={entryId}
            known={open}
            beside={neighbours(entries, entryId)}
            onOpen={openEntry}
            onClose={close}
          />
        )
      }
    >
      <ActivityFilterBar
        entries={entries}
        count={
          feed.loading || feed.failure ? undefined : say.count(countWords(entries.length, feed.hasOlder))
        }
      >
        {!feed.failure && <Live held={feed.held} waiting={feed.waiting} onShow={showWaiting} />}
      </ActivityFilterBar>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it only notices where focus is. */}
      <div
        ref={list}
        className={classes.list}
        onFocus={(event) => hold("focused", (event.target as Element).closest("tbody") !== null)}
        onBlur={() => hold("focused", false)}
      >
        {body}
      </div>
      {feed.olderFailed && (
        <div className={classes.olderFailed}>
          <Notice tone="refused">{say.olderFailed}</Notice>
          <Button onClick={feed.older} aria-busy={feed.trying}>
            {texts.tryAgain}
          </Button>
        </div>
      )}
    </Page>
  );
}

const cleared = { q: null, outcome: null, actor: null, kind: null, target: null, since: null, until: null };

const countWords = (count: number, more: boolean) => `${digits(count)}${more ? "+" : ""}`;

function NothingHere({ filtered, clear }: { filtered: boolean; clear: () => void }) {
  if (filtered)
    return (
      <Empty title={say.noMatchTitle} action={<Button onClick={clear}>{texts.parts.filters.clear}</Button>}>
        {say.noMatchText}
      </Empty>
    );
  return (
    <Empty
      Icon={ActivityIcon}
      title={say.emptyTitle}
      action={
        <Button component={Link} to={paths.organization} variant="filled">
          {say.emptyVerb}
        </Button>
      }
    >
      {say.emptyText}
    </Empty>
  );
}
