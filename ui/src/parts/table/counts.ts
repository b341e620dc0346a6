import { digits } from "../../numbers.ts";
import { texts } from "../../texts/index.ts";

interface Matching {
  matching: number;
  /** There are more than that: they were not counted further. */
  more: boolean;
}

/** "1,204", or "more than 5,000". */
export const howMany = ({ matching, more }: Matching): string =>
  more ? texts.parts.table.moreThan(digits(matching)) : digits(matching);

/** "1,204 of 100,000"; where all match, `all` of them: "100,000 people". */
export const matchingOf = (found: Matching & { total: number }, all: (count: number) => string): string =>
  found.matching === found.total && !found.more
    ? all(found.total)
    : texts.parts.table.rows(howMany(found), digits(found.total));
