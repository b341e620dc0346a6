import { digits } from "../../numbers.ts";
import { texts } from "../../texts/index.ts";

/** "1,204 of 100,000", or "100,000" where all match. */
export const matchingOf = ({ matching, total }: { matching: number; total: number }): string =>
  matching === total ? digits(total) : texts.parts.table.rows(digits(matching), digits(total));
