// A browser on the built app behind the fake server, under the real policy. CHROMIUM names another browser.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";
import { startFake } from "../../fake-server/serve.mjs";

const axeSource = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export async function startBrowser() {
  const fake = await startFake();
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });

  /** Opens `path` with the fake server in `state`. Whatever the policy refuses is collected in `violations`. */
  async function open(path, state = {}, { init, ...options } = {}) {
    const context = await browser.newContext({
      viewport: { width: 1200, height: 800 },
      reducedMotion: "reduce",
      ...options,
    });
    const setState = (next) =>
      context.addCookies([
        { name: "fake", value: encodeURIComponent(JSON.stringify(next)), url: fake.origin },
      ]);
    await setState(state);
    const page = await context.newPage();
    const violations = [];
    const thrown = [];
    await page.exposeFunction("reportViolation", (what) => violations.push(what));
    await page.addInitScript(() =>
      document.addEventListener("securitypolicyviolation", (event) =>
        window.reportViolation(`${event.violatedDirective}: ${event.blockedURI}`),
      ),
    );
    page.on("pageerror", (failure) => thrown.push(String(failure)));
    // Before the page's own scripts: what the desktop program puts into its window, for one.
    if (init) await page.addInitScript(init.script, init.value);
    const response = await page.goto(fake.origin + path);
    return { page, context, response, violations, thrown, setState };
  }

  return {
    origin: fake.origin,
    open,
    stop: async () => {
      await browser.close();
      await fake.stop();
    },
  };
}

/** axe finds nothing, the policy refused nothing, nothing was thrown, and nothing scrolls sideways. */
export async function assertSound({ page, violations, thrown }) {
  if (!(await page.evaluate(() => Boolean(window.axe)))) await page.evaluate(axeSource);
  const found = await page.evaluate(() => window.axe.run(document));
  const said = found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).join(", ")}`);
  assert.deepEqual(said, []);
  assert.deepEqual(violations, []);
  assert.deepEqual(thrown, []);
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(sideways <= 0, `the page is ${sideways} px wider than the window`);
  const small = await page.evaluate(() =>
    [...document.querySelectorAll("a[href], button, input")]
      // WCAG 2.5.8 exempts links within a sentence and what is off screen until focused.
      .filter((it) => getComputedStyle(it).display !== "inline" && it.getBoundingClientRect().top >= 0)
      .map((it) => [it.outerHTML.slice(0, 80), it.getBoundingClientRect()])
      .filter(([, box]) => box.width > 0 && (box.width < 24 || box.height < 24))
      .map(([html, box]) => `${html} is ${box.width}×${box.height}`),
  );
  assert.deepEqual(small, []);
}
