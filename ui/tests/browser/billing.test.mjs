// Billing: Enterprise Toolkit off and on, the seats as a chart and as numbers.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertSound, startBrowser } from "./browser.mjs";

let browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser.stop());

const owner = { as: "owner", method: "password", okta: "working" };

test("a toolkit that could not be switched off says so in the dialog, which stays", async () => {
  const opened = await browser.open("/billing", { ...owner, fail: "toolkit" });
  const { page } = opened;
  await page.getByRole("button", { name: "Disable…" }).click();
  const dialog = page.getByRole("dialog", { name: "Disable Enterprise Toolkit?" });
  await dialog.getByRole("button", { name: "Disable Enterprise Toolkit" }).click();
  await dialog.getByRole("alert").waitFor();
  await assertSound(opened);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByText("On", { exact: true }).waitFor();
  await opened.context.close();
});

test("the toolkit goes off only after saying what that means, and on again at a click", async () => {
  const opened = await browser.open("/billing", owner);
  const { page } = opened;
  await page.getByRole("button", { name: "Disable…" }).click();
  const dialog = page.getByRole("dialog", { name: "Disable Enterprise Toolkit?" });
  await dialog.getByText("Nothing is deleted").waitFor();
  await dialog.getByRole("button", { name: "Disable Enterprise Toolkit" }).click();
  await page.getByText("The Okta connector is suspended", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Enable Enterprise Toolkit" }).click();
  await page.getByText("Start a full push in Okta").waitFor();
  await page.getByRole("button", { name: "Disable…" }).waitFor();
  await assertSound(opened);
  await opened.context.close();
});

test("the chart has its numbers for who reads", async () => {
  const { page, context } = await browser.open("/billing", owner);
  const chart = page.getByRole("img", { name: /^A line of active people since 26 Aug 2026/ });
  await chart.locator(".recharts-surface").waitFor();
  await page.getByRole("button", { name: "Show the numbers" }).click();
  assert.equal(await page.getByRole("region", { name: "Active people by day" }).getByRole("row").count(), 91);
  await page.getByRole("cell", { name: "214" }).first().waitFor();
  await context.close();
});

test("the code of the chart comes with the chart, and not before", async () => {
  const { page, context } = await browser.open("/", owner);
  await page.getByRole("heading", { level: 1 }).waitFor();
  const charts = [];
  page.on("request", (request) => {
    if (/SeatsChart.*\.js$/.test(request.url())) charts.push(request.url());
  });
  await page.getByRole("link", { name: "Billing" }).click();
  await page.locator(".recharts-surface").first().waitFor();
  assert.equal(charts.length, 1);
  await context.close();
});
