// A browser on the built app behind the fake server, under the real policy.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { startFake } from "../../fake-server/serve.mjs";
import { launchChromium, violationsOf } from "../chromium.mjs";

const first = { width: 1200, height: 800 };
const axeSource = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export async function startBrowser() {
  const fake = await startFake();
  const browser = await launchChromium();

  const newContext = (options = {}) =>
    browser.newContext({ viewport: first, reducedMotion: "reduce", ...options });

  /**
   * Opens `path` with the fake server in `state`. Whatever the policy refuses is collected in `violations`. `within` is a
   * context that several pages share, and with it the files of the app; else the page has one of its own.
   */
  async function open(path, state = {}, { init, within, ...options } = {}) {
    const context = within ?? (await newContext(options));
    const setState = (next) =>
      context.addCookies([
        { name: "fake", value: encodeURIComponent(JSON.stringify(next)), url: fake.origin },
      ]);
    await setState(state);
    const page = await context.newPage();
    const violations = await violationsOf(page);
    const thrown = [];
    page.on("pageerror", (failure) => thrown.push(String(failure)));
    // Before the page's own scripts: what the desktop program puts into its window, for one.
    if (init) await page.addInitScript(init.script, init.value);
    const response = await page.goto(fake.origin + path);
    return { page, context, response, violations, thrown, setState };
  }

  return {
    origin: fake.origin,
    open,
    newContext,
    stop: async () => {
      await browser.close();
      await fake.stop();
    },
  };
}

/** Whatever is wrong with the page as it stands: axe, and what assertFits looks at. */
export async function assertSound(opened) {
  const { page } = opened;
  if (!(await page.evaluate(() => Boolean(window.axe)))) await page.evaluate(axeSource);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  const said = found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).join(", ")}`);
  assert.deepEqual(said, []);
  await assertFits(opened);
}

/** The policy refused nothing, nothing was thrown, nothing scrolls sideways, and every target can be hit. */
export async function assertFits({ page, violations, thrown }) {
  assert.deepEqual(violations, []);
  assert.deepEqual(thrown, []);
  // A chart measures itself anew after the window did: what counts is where it comes to rest.
  await page
    .waitForFunction(() => document.documentElement.scrollWidth <= window.innerWidth, null, {
      timeout: 5_000,
    })
    .catch(() => {});
  const { sideways, small } = await page.evaluate(() => ({
    sideways: document.documentElement.scrollWidth - window.innerWidth,
    small: [...document.querySelectorAll("a[href], button, input")]
      .map((it) => [it, it.getBoundingClientRect()])
      .filter(([, { width, height, top }]) => width > 0 && (width < 24 || height < 24) && top >= 0)
      // WCAG 2.5.8 exempts links within a sentence and what is off screen until focused.
      .filter(([it]) => getComputedStyle(it).display !== "inline")
      .map(([it, { width, height }]) => `${it.outerHTML.slice(0, 80)} is ${width}×${height}`),
  }));
  assert.ok(sideways <= 0, `the page is ${sideways} px wider than the window`);
  assert.deepEqual(small, []);
}

const doubled = { width: 480, height: 320 };
const others = [
  { width: 1440, height: 900 },
  { width: 960, height: 640 },
  { width: 360, height: 740 },
];

/**
 * The page as it stands, in each theme and every size of window. axe looks three times: at both themes' colours, and at
 * 960×640 with 200 % zoom, where the sidebar and the columns are others; the rest only has to fit.
 */
export async function assertSoundEverywhere(opened) {
  const { page } = opened;
  await page.setViewportSize(first);
  // Within the shell the panes scroll, never the window.
  const beyond = await page.evaluate(() =>
    document.getElementById("content") ? document.documentElement.scrollHeight - window.innerHeight : 0,
  );
  assert.ok(beyond <= 0, `the window scrolls by ${beyond} px`);
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await assertSound(opened);
  }
  for (const viewport of others) {
    await page.setViewportSize(viewport);
    await assertFits(opened);
  }
  await page.setViewportSize(doubled);
  await assertSound(opened);
}
