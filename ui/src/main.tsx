import { setNonce } from "get-nonce";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App.tsx";
import { readBoot, readNonce } from "./boot/boot.ts";
import { platform } from "./platform/index.ts";
import "./theme/styles.ts";

const nonce = readNonce(document);
const boot = readBoot(document);
// Dialogs lock scrolling by a style of their own, which asks get-nonce.
setNonce(nonce);

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

// Two frames later the first one is on the screen, and the desktop window may be shown.
requestAnimationFrame(() => requestAnimationFrame(() => void platform.desktop?.ready()));
