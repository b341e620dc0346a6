// How hard a password is to guess, as far as its text tells. It advises; only the length is a rule, and the
// server holds that one (crates/app/src/password.rs).
export const LEAST = 8;
export const MOST = 1024;

export type Strength = "empty" | "short" | "long" | "common" | "related" | "pattern" | "fair" | "strong";

/** What is tried first in every list of leaked passwords, without the figures and signs that people put behind. */
const common = new Set(
  (
    "password passwort passw admin administrator welcome willkommen letmein qwerty qwertz azerty iloveyou monkey " +
    "dragon football baseball superman batman master shadow sunshine princess trustno changeme secret hunter abc " +
    "default login hello summer winter spring autumn okta latchkey company test guest root access whatever"
  ).split(" "),
);

const rows = [
  "abcdefghijklmnopqrstuvwxyz",
  "qwertyuiop",
  "qwertzuiop",
  "asdfghjkl",
  "zxcvbnm",
  "01234567890",
];

const plain = (text: string) =>
  text
    .toLowerCase()
    .replaceAll("0", "o")
    .replaceAll("1", "i")
    .replaceAll("3", "e")
    .replaceAll("4", "a")
    .replaceAll("@", "a")
    .replaceAll("5", "s")
    .replaceAll("$", "s")
    .replaceAll("!", "i");

/** What is left once the figures and signs at both ends are gone. */
const core = (text: string) => text.toLowerCase().replace(/^[\P{L}]+|[\P{L}]+$/gu, "");

function isPattern(password: string): boolean {
  const lower = password.toLowerCase();
  if (new Set(lower).size < 5) return true;
  // One piece, over and over: "abcabcabc".
  if (/^(.{1,6}?)\1+$/u.test(lower)) return true;
  // A walk along the keyboard or the alphabet that is most of it.
  for (const row of rows) {
    for (const walk of [row, [...row].reverse().join("")]) {
      for (let from = 0; from + 5 <= walk.length; from += 1) {
        for (let to = walk.length; to >= from + 5; to -= 1) {
          if (lower.includes(walk.slice(from, to)) && to - from >= lower.length * 0.6) return true;
        }
      }
    }
  }
  return false;
}

function isRelated(password: string, words: string[]): boolean {
  const lower = password.toLowerCase();
  return words
    .flatMap((word) => word.toLowerCase().split(/[^\p{L}\p{N}]+/u))
    .filter((word) => word.length >= 3)
    .some((word) => lower.includes(word) && word.length >= lower.length * 0.4);
}

/** `related` is what the person typed elsewhere: names, email, organization. */
export function strengthOf(password: string, related: string[]): Strength {
  const length = [...password].length;
  if (length === 0) return "empty";
  if (length < LEAST) return "short";
  if (length > MOST) return "long";
  if (common.has(core(password)) || common.has(core(plain(password))) || common.has(plain(core(password))))
    return "common";
  if (isRelated(password, related)) return "related";
  if (isPattern(password)) return "pattern";
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\p{N}/u, /[^\p{L}\p{N}]/u].filter((kind) =>
    kind.test(password),
  ).length;
  return length >= 16 || (length >= 12 && kinds >= 3) ? "strong" : "fair";
}
