// Numbers and lists in words.
const number = new Intl.NumberFormat("en-GB");
const conjunction = new Intl.ListFormat("en-GB", { type: "conjunction" });
const disjunction = new Intl.ListFormat("en-GB", { type: "disjunction" });

/** "1,204". */
export const digits = (n: number): string => number.format(n);

/** "Ana, Bo and Cy". */
export const allOf = (words: string[]): string => conjunction.format(words);

/** "Admin, User or ReadOnly". */
export const anyOf = (words: string[]): string => disjunction.format(words);

/** "8.4 kB", "48 MB": of a thousand each, as file managers say it. */
export function bytesInWords(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const rounded = unit > 0 && value < 10 ? Math.round(value * 10) / 10 : Math.round(value);
  return `${digits(rounded)} ${units[unit]}`;
}
