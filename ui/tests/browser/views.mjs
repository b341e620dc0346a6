// A test for each view of an area: sound in both themes and every size of window.
import { test } from "node:test";
import { views } from "../../fake-server/views.mjs";
import { assertSound } from "./browser.mjs";

const sizes = [
  { width: 1200, height: 800 },
  { width: 1440, height: 900 },
  { width: 960, height: 640 },
  { width: 360, height: 740 },
];

/** `browser` is asked for when a test runs: it is started before all of them. */
export function testViews(areas, browser) {
  for (const area of areas)
    for (const view of views[area])
      test(`${area}: ${view.name}`, async () => {
        const opened = await browser().open(view.path, view.state);
        const { page } = opened;
        if (view.ready) await page.getByText(view.ready).first().waitFor();
        else await page.getByRole("heading", { level: 1 }).first().waitFor();
        await view.act?.(page);
        for (const colorScheme of ["light", "dark"]) {
          await page.emulateMedia({ colorScheme });
          for (const viewport of sizes) {
            await page.setViewportSize(viewport);
            await assertSound(opened);
          }
        }
        await opened.context.close();
      });
}
