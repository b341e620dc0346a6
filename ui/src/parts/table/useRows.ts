// Which rows are in the page, and the keys that walk along them.
import { type Range, useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type RefObject, useCallback, useEffect, useLayoutEffect, useRef } from "react";

const HEAD_HEIGHT = 32;
/** Out of sight, on either side. */
const OVERSCAN = 4;
/** Rows come and go so many at a time: the table is laid out anew in one frame of several, not in each. */
const AT_A_TIME = 8;

interface Asked {
  scroller: RefObject<HTMLDivElement | null>;
  count: number;
  height: number;
  /** Where to begin, in pixels, once there are rows. */
  start: number;
  listKey: string;
  onShown?: ((first: number, last: number) => void) | undefined;
}

export function useRows({ scroller, count, height, start, listKey, onShown }: Asked) {
  // The row with focus stays in the page, or the next key would come from nowhere.
  const held = useRef<number | null>(null);
  const wanted = useRef<number | null>(null);
  const rangeExtractor = useCallback((range: Range) => {
    const { startIndex, endIndex, overscan, count } = range;
    const first = Math.floor(Math.max(0, startIndex - overscan) / AT_A_TIME) * AT_A_TIME;
    const last = Math.ceil((endIndex + overscan + 1) / AT_A_TIME) * AT_A_TIME;
    const seen = Array.from({ length: Math.min(count, last) - first }, (_, at) => first + at);
    const at = held.current;
    if (at === null || at >= count || seen.includes(at)) return seen;
    return [...seen, at].sort((a, b) => a - b);
  }, []);
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: OVERSCAN,
    initialOffset: start,
    scrollPaddingStart: HEAD_HEIGHT,
    rangeExtractor,
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: another height means all sizes anew.
  useEffect(() => virtual.measure(), [height]);

  // Where one was before a reload or Back, as soon as the rows that make the page that long are there.
  const begun = useRef(false);
  useLayoutEffect(() => {
    if (begun.current || count === 0 || !scroller.current) return;
    begun.current = true;
    if (start > 0) scroller.current.scrollTop = start;
  }, [count, start, scroller]);

  const listed = useRef(listKey);
  useLayoutEffect(() => {
    if (listed.current === listKey) return;
    listed.current = listKey;
    held.current = null;
    scroller.current?.scrollTo({ top: 0 });
  }, [listKey, scroller]);

  const { startIndex = 0, endIndex = 0 } = virtual.range ?? {};
  useEffect(() => onShown?.(startIndex, endIndex), [onShown, startIndex, endIndex]);

  const linkOf = (index: number) =>
    scroller.current?.querySelector<HTMLElement>(`tr[data-index="${index}"] th :is(a, button)`);

  const focusRow = (index: number) => {
    wanted.current = index;
    held.current = index;
    virtual.scrollToIndex(index, { align: "auto" });
    const link = linkOf(index);
    if (link) {
      wanted.current = null;
      link.focus({ preventScroll: true });
    }
  };

  // A row that was far away gets focus once it is in the page.
  useEffect(() => {
    if (wanted.current === null) return;
    const link = linkOf(wanted.current);
    if (!link) return;
    wanted.current = null;
    link.focus({ preventScroll: true });
  });

  const onKeyDown = (event: KeyboardEvent) => {
    const row = (event.target as Element).closest<HTMLElement>("tbody tr[data-index]");
    if (!row || event.altKey || event.ctrlKey || event.metaKey) return;
    const at = Number(row.dataset.index);
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / height) - 2);
    const steps: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: count - 1,
    };
    const to = steps[event.key];
    if (to === undefined) return;
    event.preventDefault();
    focusRow(Math.min(Math.max(to, 0), count - 1));
  };

  return {
    items: virtual.getVirtualItems().map(({ index }) => index),
    total: count * height,
    onKeyDown,
    focusRow,
  };
}
