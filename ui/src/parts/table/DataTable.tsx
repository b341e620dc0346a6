import { Checkbox } from "@mantine/core";
import { useElementScrollRestoration } from "@tanstack/react-router";
import { ArrowDown, ArrowUp } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { usePreference } from "../../preferences.ts";
import { texts } from "../../texts/index.ts";
import { type Column, nextSort, readSort } from "./column.ts";
import classes from "./DataTable.module.css";
import { Gap, Line } from "./Line.tsx";
import { useRows } from "./useRows.ts";
import { useSelecting } from "./useSelecting.ts";

const say = texts.parts.table;
export const ROW_HEIGHT = { normal: 36, tall: 44 };

export interface DataTableProps<Row> {
  /** What the rows are, for a reader: "People". */
  label: string;
  columns: Column<Row>[];
  /** All that match, on the server, loaded or not. */
  count: number;
  /** There are more rows than `count`, and nobody knows how many: a reader is told so. */
  open?: boolean;
  /** Undefined while it is on its way: the row shows its shape. */
  rowAt: (index: number) => Row | undefined;
  keyOf: (row: Row) => string;
  /** The row's name in words, for its checkbox. */
  nameOf?: (row: Row) => string;
  /** Called with the first and last index in sight. */
  onShown?: (first: number, last: number) => void;
  sort?: string;
  onSort?: (sort: string) => void;
  selected?: ReadonlySet<string>;
  /** With the keys that are selected from then on, and the rows of those that came to them. */
  onSelect?: (keys: ReadonlySet<string>, added: Row[]) => void;
  /** The header's checkbox: selects all that match. */
  onSelectAll?: (all: boolean) => void;
  /** The row that is open in a drawer. When it closes, focus comes back to its link. */
  openKey?: string | undefined;
  /** What is shown is older than what was asked for. */
  stale?: boolean;
  /** Stands below the header when there is no row. */
  children?: ReactNode;
  /** No row leads anywhere: the table itself takes the keys that scroll. */
  plain?: boolean;
  /** The list's filters and sort: other ones begin at the top. */
  listKey?: string;
  /** Names this table's scroll position in the history: Back and reload come back to it. */
  scrollKey: string;
}

/** A real table of any number of rows, of which only those in sight are in the page. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { columns, count, rowAt, keyOf, sort = "", onSort, selected, openKey } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [density] = usePreference("density");
  const height = ROW_HEIGHT[density];
  const restored = useElementScrollRestoration({ id: props.scrollKey });
  const { items, total, onKeyDown, focusRow } = useRows({
    scroller,
    count,
    height,
    start: restored?.scrollY ?? 0,
    listKey: props.listKey ?? "",
    onShown: props.onShown,
  });
  const { toggle } = useSelecting(props);
  const selects = selected !== undefined;
  const span = columns.length + (selects ? 1 : 0);
  const sorted = readSort(sort);

  const onClick = (event: React.MouseEvent) => {
    const tick = (event.target as Element).closest("tbody input");
    if (!tick) return openRow(event);
    toggle(Number(tick.closest("tr")?.dataset.index), event.shiftKey);
  };

  // Closed, the drawer gives focus back to the row it came from.
  const lastOpen = useRef(openKey);
  useEffect(() => {
    if (lastOpen.current && !openKey) {
      const at = items.find((index) => {
        const row = rowAt(index);
        return row !== undefined && keyOf(row) === lastOpen.current;
      });
      if (at !== undefined && (document.activeElement === document.body || !document.activeElement))
        focusRow(at);
    }
    lastOpen.current = openKey;
  });

  // Rows in sight need not be neighbours: one that has focus stays in the page wherever it is.
  let end = 0;
  const body = items.flatMap((index) => {
    const gap = index * height - end;
    end = (index + 1) * height;
    const row = rowAt(index);
    const key = row === undefined ? undefined : keyOf(row);
    const line = (
      <Line
        key={key ?? `at-${index}`}
        index={index}
        height={height}
        row={row}
        columns={columns}
        span={span}
        selected={selected && key !== undefined && selected.has(key)}
        name={row === undefined || key === undefined ? "" : (props.nameOf?.(row) ?? key)}
        open={key !== undefined && key === openKey}
      />
    );
    return gap > 0 ? [<Gap key={`gap-${index}`} height={gap} span={span} />, line] : [line];
  });
  if (total > end) body.push(<Gap key="gap-end" height={total - end} span={span} />);

  const someOf = selected !== undefined && selected.size > 0;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys and clicks here only lead to the rows' own links.
    <div
      ref={scroller}
      className={classes.scroller}
      // Rows are walked by their links; without one, the keys that scroll need somewhere to land.
      tabIndex={count === 0 || props.plain ? 0 : -1}
      data-scroll-restoration-id={props.scrollKey}
      onKeyDown={onKeyDown}
      onClick={onClick}
    >
      <table
        className={classes.table}
        aria-label={props.label}
        aria-rowcount={props.open ? -1 : count + 1}
        aria-busy={props.stale || undefined}
        data-plain={props.plain || undefined}
      >
        <colgroup>
          {selects && <col style={{ width: 44 }} />}
          {columns.map((column) => (
            <col key={column.id} style={column.width ? { width: column.width } : {}} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {selects && (
              <td className={classes.check}>
                {props.onSelectAll && count > 0 && (
                  <Checkbox
                    size="xs"
                    aria-label={say.selectAll}
                    checked={someOf && selected.size >= count}
                    indeterminate={someOf && selected.size < count}
                    onChange={() => props.onSelectAll?.(!someOf)}
                  />
                )}
              </td>
            )}
            {columns.map((column) => {
              const by = sorted.by === column.id && column.sorts;
              return (
                <th
                  key={column.id}
                  scope="col"
                  data-align={column.align}
                  {...(by ? { "aria-sort": sorted.down ? "descending" : "ascending" } : {})}
                >
                  {column.sorts && onSort ? (
                    <button type="button" onClick={() => onSort(nextSort(sort, column.id))}>
                      {column.title}
                      {by && sorted.down && <ArrowDown size={12} aria-hidden />}
                      {by && !sorted.down && <ArrowUp size={12} aria-hidden />}
                    </button>
                  ) : (
                    column.title
                  )}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>{body}</tbody>
      </table>
      {count === 0 && props.children}
    </div>
  );
}

/** A click anywhere on a row is a click on its link, with the same keys held. */
function openRow(event: React.MouseEvent): void {
  const target = event.target as Element;
  if (target.closest("a, button, input, label") || window.getSelection()?.toString()) return;
  const { ctrlKey, metaKey, shiftKey } = event;
  target
    .closest("tbody tr")
    ?.querySelector("th a")
    ?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey }));
}
