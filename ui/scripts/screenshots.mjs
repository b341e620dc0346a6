// Pictures of the built app's views (fake-server/views.mjs) in both themes and two sizes.
//   npm run screenshots [-- --out FOLDER] [--area people] [--only "a name"] [--theme dark] [--size least]
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { views } from "../fake-server/views.mjs";
import { startBrowser } from "../tests/browser/browser.mjs";

const { values: asked } = parseArgs({
  options: {
    out: { type: "string", default: "screenshots" },
    area: { type: "string" },
    only: { type: "string" },
    theme: { type: "string" },
    size: { type: "string" },
  },
});

const sizes = {
  first: { width: 1200, height: 800 },
  least: { width: 960, height: 640 },
  wide: { width: 1440, height: 900 },
  phone: { width: 480, height: 640 },
};
const themes = asked.theme ? [asked.theme] : ["light", "dark"];
const chosen = asked.size ? asked.size.split(",") : ["first", "least"];
const fileName = (text) => text.toLowerCase().replace(/[^a-z0-9]+/g, "-");

await mkdir(asked.out, { recursive: true });
const browser = await startBrowser();
let taken = 0;
try {
  for (const [area, list] of Object.entries(views)) {
    if (asked.area && asked.area !== area) continue;
    for (const view of list) {
      if (asked.only && !view.name.includes(asked.only)) continue;
      const { page, context } = await browser.open(view.path, view.state, { viewport: sizes.first });
      if (view.ready) await page.getByText(view.ready).first().waitFor();
      else await page.getByRole("heading", { level: 1 }).first().waitFor();
      await view.act?.(page);
      for (const size of chosen) {
        for (const colorScheme of themes) {
          await page.setViewportSize(sizes[size]);
          await page.emulateMedia({ colorScheme });
          await page.evaluate(() => document.fonts.ready);
          const file = `${area}-${fileName(view.name)}-${size}-${colorScheme}.png`;
          await page.screenshot({ path: join(asked.out, file) });
          taken += 1;
        }
      }
      await context.close();
    }
  }
} finally {
  await browser.stop();
}
console.log(`${taken} pictures are in ${asked.out}`);
