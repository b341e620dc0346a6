// Where the app runs. Everything that differs between a browser tab and the desktop window stands behind
// this interface; nothing else in src/ asks. The desktop window adds a second implementation.

export interface Platform {
  readonly kind: "browser" | "desktop";
  /** Origin that API requests are made against. */
  readonly apiOrigin: string;
  /** The server in words, for a person: its host and port. */
  readonly host: string;
  /** Carries one API request to the router, over the network or in-process. */
  fetch(request: Request): Promise<Response>;
  /** The link that starts sign-on through Okta and comes back to `returnTo`. */
  oktaSignInHref(returnTo: string): string;
  /** Leaves the app for one of the server's own paths and drops all that is held in memory. */
  leaveTo(path: string): void;
}
