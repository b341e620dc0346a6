// A picture that someone chose, looked at before anything is sent.
import { bytesInWords } from "../../numbers.ts";
import { texts } from "../../texts/index.ts";

const say = texts.organization.logo;
const MOST_BYTES = 1_000_000;
const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** What Okta wants of an app's logo, at least. */
export const OKTA_LEAST = { width: 420, height: 120 };

export interface ChosenLogo {
  file: Blob;
  picture: ImageBitmap;
}

/** A PNG by its first bytes, whatever its name says. */
export async function isPng(file: Blob): Promise<boolean> {
  const head = new Uint8Array(await file.slice(0, SIGNATURE.length).arrayBuffer());
  return SIGNATURE.every((byte, at) => head[at] === byte);
}

/** The picture, or why it will not do. It is drawn on a canvas: the page's policy knows no blob: pictures. */
export async function readLogo(file: File): Promise<ChosenLogo | { mistake: string }> {
  if (!(await isPng(file))) return { mistake: say.notPng(file.name) };
  if (file.size > MOST_BYTES) return { mistake: say.tooLarge(file.name, bytesInWords(file.size)) };
  try {
    return { file: new Blob([file], { type: "image/png" }), picture: await createImageBitmap(file) };
  } catch {
    return { mistake: say.unreadable(file.name) };
  }
}
