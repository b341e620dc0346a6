import { useRef } from "react";
import type { DataTableProps } from "./DataTable.tsx";

/** One row by a click, the rows up to it by Shift and a click. */
export function useSelecting<Row>({ selected, onSelect, rowAt, keyOf }: DataTableProps<Row>) {
  const anchor = useRef<number | null>(null);
  const toggle = (index: number, range: boolean) => {
    const row = rowAt(index);
    if (row === undefined || !selected || !onSelect) return;
    const next = new Set(selected);
    const on = !selected.has(keyOf(row));
    const from = range && anchor.current !== null ? anchor.current : index;
    for (let at = Math.min(from, index); at <= Math.max(from, index); at += 1) {
      const each = rowAt(at);
      if (each === undefined) continue;
      if (on) next.add(keyOf(each));
      else next.delete(keyOf(each));
    }
    anchor.current = index;
    onSelect(next);
  };
  return { toggle };
}
