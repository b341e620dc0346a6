import type { ReactNode } from "react";

/** One column of a DataTable. The first one holds the row's name as its link. */
export interface Column<Row> {
  /** Also its name in the address when the table can be sorted by it. */
  id: string;
  title: string;
  /** A CSS width; a table has at least one column without, which takes the rest. */
  width?: string;
  sorts?: boolean;
  align?: "right";
  cell: (row: Row) => ReactNode;
}

export interface Sort {
  by: string;
  down: boolean;
}

/** "-name" is descending, as in the API. */
export const readSort = (text: string): Sort =>
  text.startsWith("-") ? { by: text.slice(1), down: true } : { by: text, down: false };

export const writeSort = ({ by, down }: Sort): string => (down ? `-${by}` : by);

/** A click on a header: ascending first, then the other way. */
export function nextSort(now: string, by: string): string {
  const sort = readSort(now);
  return writeSort({ by, down: sort.by === by && !sort.down });
}
