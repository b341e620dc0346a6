import { browserPasskeys } from "./passkeys.ts";
import type { Platform } from "./platform.ts";

/** A tab on the server's own pages: same origin, cookie session. */
export function browserPlatform(window: Window & typeof globalThis): Platform {
  const { location } = window;
  return {
    kind: "browser",
    apiOrigin: location.origin,
    host: location.host,
    desktop: null,
    passkeys: browserPasskeys(window),
    fetch: (request) => window.fetch(request),
    oktaSignInHref: (returnTo) => `/auth/login?return_to=${encodeURIComponent(returnTo)}`,
    leaveForIssuer: (url) => location.assign(url),
    leaveTo: (path) => {
      const to = new URL(path, location.origin);
      // assign() to the page that is open changes the fragment only; what is wanted is a new page.
      if (to.pathname === location.pathname && to.search === location.search) {
        window.history.replaceState(null, "", to);
        location.reload();
      } else {
        location.assign(to);
      }
    },
    download: async (path, name) => {
      const response = await window.fetch(new URL(path, location.origin));
      if (!response.ok) throw response;
      const address = URL.createObjectURL(await response.blob());
      const link = window.document.createElement("a");
      link.href = address;
      link.download = name;
      link.click();
      // The browser has taken it over when this task ends.
      setTimeout(() => URL.revokeObjectURL(address), 0);
      return null;
    },
  };
}
