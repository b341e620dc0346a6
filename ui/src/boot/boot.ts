// What the server wrote into index.html: the nonce of the one boot style, and the boot data.
import { isRefusal, type Refusal } from "./refusal.ts";
import { isSignIn, type SignIn } from "./sign-in.ts";

export interface Boot {
  refusal?: Refusal;
  signIn?: SignIn;
}

/** The nonce of this response. The attribute reads empty once parsed (HTML, 3.2.7.1); the property keeps it. */
export function readNonce(page: Document): string {
  return page.querySelector<HTMLStyleElement>("head > style[nonce]")?.nonce ?? "";
}

/** The boot data; `{}` where the page came without, so that the app asks the API instead. */
export function readBoot(page: Document): Boot {
  const block = page.getElementById("boot")?.textContent ?? "";
  let data: unknown;
  try {
    data = JSON.parse(block);
  } catch {
    return {};
  }
  if (typeof data !== "object" || data === null) return {};
  const boot: Boot = {};
  if ("refusal" in data && isRefusal(data.refusal)) boot.refusal = data.refusal;
  if ("signIn" in data && isSignIn(data.signIn)) boot.signIn = data.signIn;
  return boot;
}
