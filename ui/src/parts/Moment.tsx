import { at, exactly } from "../time.ts";

/** A time in short words, with the whole of it on hover and for machines. */
export function Moment({ iso, now }: { iso: string; now: Date }) {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return <span>{iso}</span>;
  return (
    <time dateTime={iso} title={exactly(time)}>
      {at(time, now)}
    </time>
  );
}
