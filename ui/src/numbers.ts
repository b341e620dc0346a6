// Numbers and lists in words.
const number = new Intl.NumberFormat("en-GB");
const disjunction = new Intl.ListFormat("en-GB", { type: "disjunction" });

/** "1,204". */
export const digits = (n: number): string => number.format(n);

/** "Admin, User or ReadOnly". */
export const anyOf = (words: string[]): string => disjunction.format(words);
