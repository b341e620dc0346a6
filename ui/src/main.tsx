import { setNonce } from "get-nonce";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App.tsx";
import { watchForPeople } from "./attended.ts";
import { readBoot, readNonce } from "./boot/boot.ts";
import { platform } from "./platform/index.ts";
import "./theme/styles.ts";

const nonce = readNonce(document);
const boot = readBoot(document);
// Dialogs lock scrolling by a style of their own, which asks get-nonce.
setNonce(nonce);

watchForPeople(window);

const signedOut = window.location.hash === "#signed-out";
// A used code and state have no place in the history, nor a fragment that would say "signed out" again.
if (signedOut || (boot.refusal && window.location.pathname.startsWith("/auth/")))
  window.history.replaceState(null, "", "/");

const root = document.getElementById("root");
if (root)
  createRoot(root).render(
    <StrictMode>
      <App boot={boot} nonce={nonce} signedOut={signedOut} />
    </StrictMode>,
  );

// A window that is not shown yet draws no frames, so there is none to wait for: something to read is waited for instead.
const { desktop } = platform;
if (root && desktop) {
  const watch = new MutationObserver(() => {
    if (root.textContent === "") return;
    watch.disconnect();
    void desktop.ready();
  });
  watch.observe(root, { childList: true, subtree: true, characterData: true });
}
