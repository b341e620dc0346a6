// Troubleshooting: each view, checks done again, and a retry that arrives while one looks.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertSound, startBrowser } from "./browser.mjs";
import { testViews } from "./views.mjs";

let browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser.stop());

testViews(["troubleshooting"], () => browser);

const owner = (over) => ({ as: "owner", ...over });

test("a check that could not be done again says so, and keeps what was found before", async () => {
  const opened = await browser.open("/troubleshooting", owner({ fail: "check" }));
  const { page } = opened;
  await page.getByRole("button", { name: "Check again: Okta’s credentials" }).click();
  await page.getByText("It was not checked again.").waitFor();
  await page.getByText("37 calls were refused.").waitFor();
  await assertSound(opened);
  await opened.context.close();
});

test("a check that is well again leaves what is to mend, and is told", async () => {
  const { page, context } = await browser.open("/troubleshooting", owner({}));
  const mend = page.getByRole("region", { name: "To mend" });
  await mend.getByRole("button", { name: "Check again: Okta’s credentials" }).click();
  await page.getByText("4 things to mend").waitFor();
  assert.equal(await mend.getByRole("heading", { name: "Okta’s credentials" }).count(), 0);
  await page
    .getByRole("region", { name: "This server and the connection" })
    .getByText("with the current passkey")
    .waitFor();
  await context.close();
});

test("all is checked again at once", async () => {
  const { page, context } = await browser.open("/troubleshooting", owner({}));
  await page.getByText("5 things to mend").waitFor();
  await page.getByRole("button", { name: "Check all again" }).click();
  await page.getByRole("button", { name: "Check all again" }).waitFor();
  await page.getByText("All that could be checked is well").waitFor({ state: "detached" });
  await context.close();
});

test("a person is ticked when Okta’s retry arrives", async () => {
  const { page, context, setState } = await browser.open("/troubleshooting", owner({}));
  const people = page.getByRole("region", { name: "People who could not be provisioned" });
  await people.getByText("Waiting for Okta’s retry").nth(1).waitFor();
  await people.getByText("Family name", { exact: true }).waitFor();
  // The first long poll has to be under way: what arrived before it is on the page already.
  await page.waitForResponse((response) => response.url().includes("after="));
  await setState(owner({ trouble: "retried", fresh: 1 }));
  await people.getByText("Retry arrived").waitFor();
  assert.equal(await people.getByText("Waiting for Okta’s retry").count(), 1);
  await context.close();
});

test("the call behind a refusal is one click away", async () => {
  const { page, context } = await browser.open("/troubleshooting", owner({}));
  await page.getByRole("link", { name: "Open the call for cy@acme.com" }).click();
  await page.getByRole("heading", { level: 2, name: "Create cy@acme.com" }).waitFor();
  await context.close();
});
