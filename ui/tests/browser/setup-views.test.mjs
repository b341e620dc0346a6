// First run, Billing, Organization Setup and Settings: every view, in both themes, wide and at 960×640 with 200 %.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setupViews } from "../../fake-server/setup-views.mjs";
import { assertSound, startBrowser } from "./browser.mjs";

let browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser.stop());

/** By how much the window itself scrolls; the panes within it scroll instead. */
const windowScrolls = (page) =>
  page.evaluate(() => document.documentElement.scrollHeight - window.innerHeight);

const wide = { width: 1200, height: 800 };
const doubled = { width: 480, height: 320 };

for (const [area, views] of Object.entries(setupViews)) {
  for (const { name, path, state, ready, act } of views) {
    test(`${area}: ${name}`, async () => {
      const opened = await browser.open(path, state);
      const { page } = opened;
      await page.getByText(ready).first().waitFor();
      await act?.(page);
      for (const [colorScheme, viewport] of [
        ["light", wide],
        ["dark", wide],
        ["dark", doubled],
      ]) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize(viewport);
        await assertSound(opened);
        if (viewport === wide && path !== "/welcome") assert.equal(await windowScrolls(page), 0);
      }
      await opened.context.close();
    });
  }
}
