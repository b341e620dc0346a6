// First run, Billing, Organization Setup and Settings: every view of them.
import { after, before } from "node:test";
import { setupViews } from "../../fake-server/setup-views.mjs";
import { startBrowser } from "./browser.mjs";
import { testViews } from "./views.mjs";

let browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser.stop());

testViews(Object.keys(setupViews), () => browser);
