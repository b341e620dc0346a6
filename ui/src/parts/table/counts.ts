import { digits } from "../../numbers.ts";
import { texts } from "../../texts/index.ts";

/** "1,204 of 100,000"; where all match, `all` of them: "100,000 people". */
export const matchingOf = (
  { matching, total }: { matching: number; total: number },
  all: (count: number) => string,
): string => (matching === total ? all(total) : texts.parts.table.rows(digits(matching), digits(total)));
