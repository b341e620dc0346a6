// Where the app runs. Everything that differs between a browser tab and the desktop window stands behind
// this interface; nothing else in src/ asks.
import type { DesktopShell } from "./desktop-shell.ts";
import type { Passkeys } from "./passkeys.ts";

export interface Platform {
  readonly kind: "browser" | "desktop";
  /** Origin that API requests are made against. */
  readonly apiOrigin: string;
  /** The server in words, for a person: its host and port. */
  readonly host: string;
  /** What only the desktop window has; null in a browser. */
  readonly desktop: DesktopShell | null;
  /** Null where there are none: in an old browser, and in the desktop window, whose web view has no WebAuthn. */
  readonly passkeys: Passkeys | null;
  /** Carries one API request to the router, over the network or in-process. */
  fetch(request: Request): Promise<Response>;
  /** The link that starts sign-on through Okta and comes back to `returnTo`. In a browser only. */
  oktaSignInHref(returnTo: string): string;
  /** Goes to the issuer for a test sign-in, which comes back to this app by itself. In a browser; the desktop tests by `testSignIn`. */
  leaveForIssuer(url: string): void;
  /** Leaves the app for one of the server's own paths and drops all that is held in memory. */
  leaveTo(path: string): void;
  /**
   * Saves the answer of an API path as a file. Gives where it lies, or null where the browser says so itself. Throws
   * ApiFailure-like problems as the Response that they came with.
   */
  download(path: string, name: string): Promise<string | null>;
}
