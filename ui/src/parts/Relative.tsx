import { exactly, relative } from "../time.ts";
import { useNow } from "./useNow.ts";

/** A time as "2 min ago" that stays true while the page is open; the whole of it on hover and for machines. */
export function Relative({ iso }: { iso: string }) {
  const now = useNow();
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return <span>{iso}</span>;
  return (
    <time dateTime={iso} title={exactly(time)}>
      {relative(time, now)}
    </time>
  );
}
