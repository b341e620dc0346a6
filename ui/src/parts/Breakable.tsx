import { Fragment } from "react";

/** A long value that, where it needs a second line, breaks behind a slash or a colon instead of inside a word. */
export function Breakable({ value }: { value: string }) {
  return value.split(/(?<=[/:])(?![/:])/).map((part, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one value never change places.
    <Fragment key={at}>
      {at > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}
