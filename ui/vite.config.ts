import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { fakeLatchkey } from "./fake-server/plugin.mjs";

export default defineConfig({
  plugins: [react(), fakeLatchkey()],
  build: {
    // A data: URI would need a wider Content-Security-Policy: every font and picture stays a file.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    // The polyfill is an inline script; every browser we serve knows modulepreload.
    modulePreload: { polyfill: false },
    target: "es2022",
    // These know light-dark(), on which src/theme/tokens.css stands; a lower target would rewrite it.
    cssTarget: ["chrome123", "safari17.5", "firefox120"],
    reportCompressedSize: true,
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["./vitest.setup.ts"],
    restoreMocks: true,
  },
});
