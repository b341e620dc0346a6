// The address under which Latchkey is reached from elsewhere, as a person types it. The server decides; this
// tells the mistakes that a pasted address has, while it can still be changed.
import { texts } from "./texts/index.ts";

export type PublicUrlMistake =
  | { code: "no_url"; value: string }
  | { code: "path"; wanted: string }
  | { code: "underscore"; host: string };

/** A pasted address without the spaces and line breaks around and within it. */
export const squeezed = (text: string): string => text.replace(/\s+/g, "");

export function publicUrlMistake(value: string): PublicUrlMistake | null {
  let url: URL;
  try {
    url = new URL(value);
  } catch {
    return { code: "no_url", value };
  }
  if (!/^https?:$/.test(url.protocol) || url.username !== "" || url.host === "")
    return { code: "no_url", value };
  // Okta's base URL: https, no underscore.
  if (url.hostname.includes("_")) return { code: "underscore", host: url.hostname };
  if ((url.pathname !== "/" && url.pathname !== "") || url.search !== "" || url.hash !== "")
    return { code: "path", wanted: url.origin };
  return null;
}

/** Whether Okta's cloud would not call it: only an agent inside the network may use plain http. */
export const isPlainHttp = (value: string): boolean => /^http:\/\//i.test(value);

/** An address in words, or null where it will do. */
export function publicUrlInWords(value: string): string | null {
  const mistake = publicUrlMistake(value);
  const words = texts.publicUrlMistakes;
  switch (mistake?.code) {
    case undefined:
      return null;
    case "no_url":
      return words.no_url(mistake.value);
    case "path":
      return words.path(mistake.wanted);
    case "underscore":
      return words.underscore(mistake.host);
  }
}
