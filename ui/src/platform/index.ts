import { browserPlatform } from "./browser.ts";
import type { Platform } from "./platform.ts";

/** Set by the desktop program in every page of its window, and by nothing else. */
const inDesktop = "__TAURI_INTERNALS__" in window;

// Its own chunk: a browser never loads what speaks to the desktop program.
export const platform: Platform = inDesktop
  ? await (await import("./desktop.ts")).desktopPlatform(window)
  : browserPlatform(window);

export type { DesktopRefusal, DesktopShell, DesktopState } from "./desktop-shell.ts";
export { isDesktopRefusal } from "./desktop-shell.ts";
export type { Platform } from "./platform.ts";
