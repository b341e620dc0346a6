// The desktop window: requests go to the program around it by its one command into the router, sign-in through the
// system's browser. The page holds no token and loads nothing from elsewhere.
import { invoke } from "@tauri-apps/api/core";
import { toBase64 } from "./base64.ts";
import { type PageReply, toPageCall, toResponse } from "./carry.ts";
import type { DesktopShell, DesktopState } from "./desktop-shell.ts";
import type { Platform } from "./platform.ts";

function shell(state: DesktopState): DesktopShell {
  return {
    state,
    host: () => invoke("host"),
    connect: (address) => invoke("connect", { address }),
    chooseAgain: () => invoke("choose_again"),
    signIn: () => invoke("sign_in"),
    testSignIn: (issuer, clientId) => invoke("test_sign_in", { issuer, clientId }),
    signInUnderWay: () => invoke("sign_in_under_way"),
    openSignInAgain: () => invoke("open_sign_in_again"),
    handInAddress: (address) => invoke("hand_in_address", { address }),
    cancelSignIn: () => invoke("cancel_sign_in"),
    ready: () => invoke("ready"),
    nextEvent: () => invoke("next_event", { page: state.page }),
    closeWindow: (keepRunning) => invoke("close_window", { keepRunning }),
    openOutside: (address) => invoke("open_outside", { address }),
    save: (name, bytes) => invoke("save", { name, base64: toBase64(bytes) }),
    startAtLogin: () => invoke("start_at_login"),
    setStartAtLogin: (on) => invoke("set_start_at_login", { on }),
  };
}

async function carry(request: Request): Promise<Response> {
  const call = await toPageCall(request);
  const reply = await unlessAborted(invoke<PageReply>("call", { request: call }), request.signal);
  return toResponse(reply);
}

/** The program goes on with what it was asked; the page does not wait for it. */
function unlessAborted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) return Promise.reject(signal.reason);
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/** Links that would open a new tab go to the system's browser; the window stays where it is. */
function openLinksOutside(window: Window, desktop: DesktopShell): void {
  window.document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[target=_blank]") : null;
    if (!(link instanceof HTMLAnchorElement)) return;
    event.preventDefault();
    void desktop.openOutside(link.href);
  });
}

/** Asks the program where it stands, so it is there before the first page. */
export async function desktopPlatform(window: Window & typeof globalThis): Promise<Platform> {
  const { location } = window;
  const state = await invoke<DesktopState>("desktop_state");
  const desktop = shell(state);
  openLinksOutside(window, desktop);
  return {
    kind: "desktop",
    apiOrigin: location.origin,
    host: state.address ? new URL(state.address).host : "",
    desktop,
    passkeys: null,
    fetch: carry,
    oktaSignInHref: () => "",
    leaveForIssuer: () => {},
    leaveTo: (path) => {
      window.history.replaceState(null, "", path);
      location.reload();
    },
    download: async (path, name) => {
      const response = await carry(new Request(new URL(path, location.href)));
      if (!response.ok) throw response;
      return desktop.save(name, new Uint8Array(await response.arrayBuffer()));
    },
  };
}
