import { memo } from "react";
import { texts } from "../../texts/index.ts";
import type { Column } from "./column.ts";
import classes from "./DataTable.module.css";

/** How wide the shape of a row that is on its way is, in turn. */
const SHAPES = ["38%", "52%", "44%", "60%"];

interface LineProps<Row> {
  index: number;
  height: number;
  row: Row | undefined;
  columns: Column<Row>[];
  span: number;
  /** Undefined where no row can be selected. */
  selected: boolean | undefined;
  /** What its checkbox is called by. */
  name: string;
  open: boolean;
}

/**
 * One row, of plain elements: while the list scrolls, some come into the page in every frame. It is drawn again only when
 * something of its own has changed; clicks are taken by the table.
 */
export const Line = memo(function Line<Row>(props: LineProps<Row>) {
  const { index, height, row, columns, selected } = props;
  return (
    <tr
      className={classes.row}
      aria-rowindex={index + 2}
      data-index={index}
      data-selected={selected || undefined}
      data-open={props.open || undefined}
      style={{ height }}
    >
      {row === undefined ? (
        <td colSpan={props.span}>
          <div className={classes.shape} style={{ width: SHAPES[index % SHAPES.length] }} />
        </td>
      ) : (
        <>
          {selected !== undefined && (
            <td className={classes.check}>
              <input
                type="checkbox"
                className={classes.tick}
                aria-label={texts.parts.table.selectRow(props.name)}
                checked={selected}
                readOnly
              />
            </td>
          )}
          {columns.map((column, at) =>
            at === 0 ? (
              <th key={column.id} scope="row">
                {column.cell(row)}
              </th>
            ) : (
              <td key={column.id} data-align={column.align}>
                {column.cell(row)}
              </td>
            ),
          )}
        </>
      )}
    </tr>
  );
}) as <Row>(props: LineProps<Row>) => React.ReactNode;

/** The room of rows that are out of sight. An absolutely placed row would lose the columns' widths. */
export function Gap({ height, span }: { height: number; span: number }) {
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in it takes focus, and a reader has no use for it.
    <tr aria-hidden="true" className={classes.gap} style={{ height }}>
      <td colSpan={span} />
    </tr>
  );
}
