import { useRef } from "react";
import type { DataTableProps } from "./DataTable.tsx";

/** One row by a click, the rows up to it by Shift and a click. */
export function useSelecting<Row>({ selected, onSelect, rowAt, keyOf }: DataTableProps<Row>) {
  const anchor = useRef<number | null>(null);
  const toggle = (index: number, range: boolean) => {
    const row = rowAt(index);
    if (row === undefined || !selected || !onSelect) return;
    const next = new Set(selected);
    const added: Row[] = [];
    const on = !selected.has(keyOf(row));
    const from = range && anchor.current !== null ? anchor.current : index;
    for (let at = Math.min(from, index); at <= Math.max(from, index); at += 1) {
      const each = rowAt(at);
      if (each === undefined) continue;
      if (!on) next.delete(keyOf(each));
      else if (!next.has(keyOf(each))) {
        next.add(keyOf(each));
        added.push(each);
      }
    }
    anchor.current = index;
    onSelect(next, added);
  };
  return { toggle };
}
