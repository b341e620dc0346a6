// The rehearsal: each view, started, watched, cancelled.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertSound, startBrowser } from "./browser.mjs";
import { testViews } from "./views.mjs";

let browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser.stop());

testViews(["rehearsal"], () => browser);

const owner = (over) => ({ as: "owner", ...over });
const started = { walk: "running", dialect: "oiw", users: 7 };

test("a number that is none is told beside the field, and nothing starts", async () => {
  const opened = await browser.open("/rehearsal", owner({}));
  const { page } = opened;
  const users = page.getByLabel("People to provision");
  for (const typed of ["0", "501", "-3", "2.5", "many", ""]) {
    await users.fill(typed);
    await page.getByRole("button", { name: "Start the rehearsal" }).click();
    await page.getByText("is no whole number from 1 to 500.").waitFor();
    assert.ok(await users.evaluate((it) => it === document.activeElement));
    await users.fill("20");
  }
  await users.fill("501");
  await page.keyboard.press("Enter");
  await page.getByText("501 is no whole number").waitFor();
  await assertSound(opened);
  await opened.context.close();
});

test("a start that was refused says why and keeps what was chosen", async () => {
  const opened = await browser.open("/rehearsal", owner({ noRoom: true }));
  const { page } = opened;
  await page.getByRole("radio", { name: "Integration wizard" }).check();
  await page.getByRole("button", { name: "Start the rehearsal" }).click();
  await page.getByText("Nothing was started.").waitFor();
  assert.ok(await page.getByRole("radio", { name: "Integration wizard" }).isChecked());
  await assertSound(opened);
  await opened.context.close();
});

test("steps arrive while one looks, up to the end", async () => {
  const { page, context, setState } = await browser.open("/rehearsal", owner({}));
  await page.getByRole("radio", { name: "Integration wizard" }).check();
  await page.getByLabel("People to provision").fill(" 7 ");
  await page.keyboard.press("Enter");
  await page.getByText("Integration wizard, 7 people").waitFor();
  await page.getByText("Step 1 of 27").waitFor();
  await setState(owner({ ...started, at: 3 }));
  await page.getByText("Step 4 of 27").waitFor();
  const steps = page.getByRole("region", { name: "Steps" });
  await steps.getByText("Create 7 people").waitFor();
  await setState(owner({ ...started, walk: "passed" }));
  await page.getByText("All 27 steps are as Okta needs them. It took 4.2 s.").waitFor();
  assert.equal((await steps.getByRole("listitem").count()) >= 27, true);
  await context.close();
});

test("a rehearsal is cancelled, and what was seen stays", async () => {
  const { page, context } = await browser.open("/rehearsal", owner({ ...started, at: 9 }));
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByText("Ended after 9 of 27 steps.").waitFor();
  await page.getByText("Test API Credentials").waitFor();
  await page.getByRole("button", { name: "Rehearse again" }).waitFor();
  // Another one is most often the same once more.
  assert.equal(await page.getByLabel("People to provision").inputValue(), "7");
  await context.close();
});

test("what a step sent and received is shown when it is opened, by keyboard alone", async () => {
  const { page, context } = await browser.open("/rehearsal", owner({ walk: "passed" }));
  const step = page.locator("summary", { hasText: "Update a family name" });
  await step.focus();
  await page.keyboard.press("Enter");
  const call = page.locator("summary", { hasText: "PUT /scim/v2/Users" }).nth(5);
  await call.focus();
  await page.keyboard.press("Enter");
  await page
    .getByRole("figure", { name: /^Sent with PUT/ })
    .getByText("thora.lind@atko.com")
    .waitFor();
  await page.getByRole("figure", { name: /^Received from PUT/ }).waitFor();
  await context.close();
});
