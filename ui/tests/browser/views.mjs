// A test for each view of an area: sound in both themes and every size of window.
import { test } from "node:test";
import { views } from "../../fake-server/views.mjs";
import { assertSoundEverywhere } from "./browser.mjs";

/** `browser` is asked for when a test runs: it is started before all of them. A view has a tab of its own. */
export function testViews(areas, browser) {
  let within;
  for (const area of areas)
    for (const view of views[area])
      test(`${area}: ${view.name}`, async () => {
        within ??= await browser().newContext();
        const opened = await browser().open(view.path, view.state, { within });
        const { page } = opened;
        if (view.ready) await page.getByText(view.ready).first().waitFor();
        else await page.getByRole("heading", { level: 1 }).first().waitFor();
        await view.act?.(page);
        await assertSoundEverywhere(opened);
        await page.close();
      });
}
