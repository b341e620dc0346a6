// Activity: each view, and what one does there. A test waits for what it needs to see before the server changes.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { assertSound, startBrowser } from "./browser.mjs";
import { testViews } from "./views.mjs";

let browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser.stop());

testViews(["activity"], () => browser);

const owner = (over) => ({ as: "owner", ...over });
const firstRow = (page) => page.locator("tbody tr[data-index='0']");
const openActivity = async (state, path = "/activity") => {
  const opened = await browser.open(path, state);
  await firstRow(opened.page).waitFor();
  return opened;
};

test("what happens shows by itself", async () => {
  const { page, context, setState } = await openActivity(owner({ few: true }));
  assert.ok((await firstRow(page).textContent()).includes("Deactivated Bo Lind"));
  await setState(owner({ few: true, fresh: 2 }));
  await page.locator("tbody tr[data-index='2']", { hasText: "Deactivated Bo Lind" }).waitFor();
  assert.equal(await page.getByRole("table").getAttribute("aria-rowcount"), "19");
  await context.close();
});

test("nothing moves while a row has focus; what is new is counted, and shown when asked for", async () => {
  const opened = await openActivity(owner({ few: true }));
  const { page, setState } = opened;
  await firstRow(page).getByRole("link").focus();
  await page.getByText("Paused").waitFor();
  await setState(owner({ few: true, fresh: 3 }));
  const pill = page.getByRole("button", { name: "3 new" });
  await pill.waitFor();
  assert.ok((await firstRow(page).textContent()).includes("Deactivated Bo Lind"));
  await assertSound(opened);
  await pill.click();
  await page.locator("tbody tr[data-index='3']", { hasText: "Deactivated Bo Lind" }).waitFor();
  await page.getByText("Live", { exact: true }).waitFor();
  await opened.context.close();
});

test("nothing moves while the list is scrolled", async () => {
  const { page, context, setState } = await openActivity(owner({}));
  const scroller = page.locator("[data-scroll-restoration-id=activity]");
  await scroller.evaluate((it) => it.scrollTo({ top: 900 }));
  await page.getByText("Paused").waitFor();
  await setState(owner({ fresh: 4 }));
  await page.getByRole("button", { name: "4 new" }).waitFor();
  assert.equal(await scroller.evaluate((it) => it.scrollTop), 900);
  await scroller.evaluate((it) => it.scrollTo({ top: 0 }));
  await page.locator("tbody tr[data-index='4']", { hasText: "Deactivated Bo Lind" }).waitFor();
  await context.close();
});

test("older entries that do not arrive are told, asked for once and not again and again, and again by hand", async () => {
  const { page, context, setState } = await openActivity(owner({ fail: "older" }));
  let asked = 0;
  page.on("request", (request) => {
    if (request.url().includes("before=")) asked += 1;
  });
  const toTheEnd = () =>
    page
      .locator("[data-scroll-restoration-id=activity]")
      .evaluate((it) => it.scrollTo({ top: it.scrollHeight }));
  await toTheEnd();
  await page.getByRole("alert").getByText("The older entries did not arrive").waitFor();
  // Drawn anew meanwhile, which used to ask again.
  await page.getByRole("button", { name: "More" }).click();
  await page.keyboard.press("Escape");
  assert.equal(asked, 1);
  await page.getByText("100+ shown").waitFor();
  await setState(owner({}));
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByText("200+ shown").waitFor();
  assert.equal(await page.getByText("The older entries did not arrive").count(), 0);
  await context.close();
});

test("older entries come as one scrolls, and only those in sight are in the page", async () => {
  const { page, context } = await openActivity(owner({}));
  // How many there are in all is not known before the last is here, and a reader is told no other number.
  assert.equal(await page.getByRole("table").getAttribute("aria-rowcount"), "-1");
  await page.getByText("100+ shown").waitFor();
  await page
    .locator("[data-scroll-restoration-id=activity]")
    .evaluate((it) => it.scrollTo({ top: it.scrollHeight }));
  await page.getByText("200+ shown").waitFor();
  assert.ok((await page.locator("tbody tr[data-index]").count()) <= 60);
  await context.close();
});

test("the calls that only read are one menu away, each in full, and can be searched", async () => {
  const opened = await openActivity(owner({}));
  const { page } = opened;
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Calls that only read" }).click();
  const table = page.getByRole("table", { name: /^Calls that only read/ });
  await table.getByText("GET /Users?startIndex=1&count=2").first().waitFor();
  assert.equal(await table.getAttribute("aria-rowcount"), "1001");
  assert.ok((await page.locator("tbody tr[data-index]").count()) <= 60);
  await page.getByLabel("Search these calls").fill('eq "ana@acme.com"');
  await page.getByText("250 of 1,000").waitFor();
  await page.getByLabel("Search these calls").fill("no such call");
  await page.getByText("Nothing matches").waitFor();
  await page.getByRole("link", { name: "Activity", exact: true }).first().click();
  await page.getByRole("heading", { level: 1, name: "Activity" }).waitFor();
  await opened.context.close();
});

test("filters stand in the address, survive a reload, and are removed one by one", async () => {
  const { page, context } = await openActivity(owner({}));
  await page.getByRole("button", { name: "Outcome" }).click();
  await page.getByRole("checkbox", { name: "Refused" }).check();
  await page.getByRole("checkbox", { name: "Wrong passkey" }).check();
  await page.waitForURL(/outcome=refused,wrong_passkey/);
  await page.keyboard.press("Escape");
  await page.locator("tbody tr", { hasText: "37 attempts" }).waitFor();
  await page.reload();
  await page.getByRole("button", { name: "Outcome is Refused or Wrong passkey" }).waitFor();
  await page.locator("tbody tr[data-index='2']").waitFor();
  assert.equal(await page.locator("tbody tr[data-index]").count(), 3);
  await page.getByRole("button", { name: "Remove the filter Outcome" }).click();
  await page.locator("tbody tr[data-index='0']", { hasText: "Deactivated Bo Lind" }).waitFor();
  assert.equal(new URL(page.url()).search, "");
  await context.close();
});

test("a period is chosen by one click", async () => {
  const { page, context } = await openActivity(owner({}));
  await page.getByRole("button", { name: "Time", exact: true }).click();
  await page.getByRole("button", { name: "Last hour" }).click();
  await page.getByRole("button", { name: "Time is the last hour" }).waitFor();
  assert.ok(page.url().endsWith("/activity?since=hour"));
  await page.locator("tbody tr", { hasText: "Many people were deactivated" }).waitFor({ state: "detached" });
  await context.close();
});

test("a call is opened, walked and closed by keyboard alone, and focus comes back", async () => {
  const opened = await openActivity(owner({}));
  const { page } = opened;
  await firstRow(page).getByRole("link").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  const title = page.getByRole("heading", { level: 2, name: "Create cy@acme.com" });
  await title.waitFor();
  assert.ok(await title.evaluate((it) => it === document.activeElement));
  await page.getByText("Retry Selected", { exact: false }).first().waitFor();
  await page.getByRole("button", { name: "Next entry" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 2, name: "Updated Ana Berg" }).waitFor();
  await page.getByRole("button", { name: "Previous entry" }).focus();
  await page.keyboard.press("Enter");
  await title.waitFor();
  await page.keyboard.press("Escape");
  await page.waitForURL(`${browser.origin}/activity`);
  await page.waitForFunction(() => document.activeElement?.closest("tr")?.dataset.index === "1");
  await opened.context.close();
});

test("a call's tab is in the address; its password is masked, and can be copied as it is", async () => {
  const { page, context } = await openActivity(owner({}));
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.locator("tbody tr", { hasText: "Updated Ana Berg" }).getByRole("link").click();
  await page.getByRole("tab", { name: "Request" }).click();
  await page.waitForURL(/tab=request/);
  const body = page.getByRole("figure", { name: "Request as JSON" });
  await body.getByText('"password"').waitFor();
  assert.ok((await body.textContent()).includes('"password": "•••"'));
  await body.getByRole("button", { name: "Copy" }).click();
  const copied = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
  assert.equal(copied.name.familyName, "Berg");
  await page.getByRole("tab", { name: "Changes" }).click();
  await page.getByRole("row", { name: /Family name/ }).waitFor();
  await context.close();
});

test("other calls for this person lead to their own entries", async () => {
  const { page, context } = await openActivity(owner({}));
  await page.locator("tbody tr", { hasText: "Updated Ana Berg" }).getByRole("link").click();
  await page.getByRole("link", { name: "All activity about Ana Berg" }).click();
  await page.getByRole("button", { name: "Person or group is Ana Berg" }).waitFor();
  await page.locator("tbody tr", { hasText: "Deactivated Bo Lind" }).waitFor({ state: "detached" });
  await context.close();
});

test("what the filters match is exported as a file", async () => {
  const { page, context } = await openActivity(owner({}), "/activity?outcome=wrong_passkey");
  await page.getByRole("button", { name: "More" }).click();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: "As CSV" }).click(),
  ]);
  assert.equal(file.suggestedFilename(), "activity.csv");
  const lines = (await readFile(await file.path(), "utf8")).trim().split("\r\n");
  assert.equal(lines.length, 2);
  assert.match(lines[1], /wrong_passkey,scim\.refused/);
  await context.close();
});

test("a server that goes away keeps the list, and what was missed is there when it is back", async () => {
  const { page, context, setState } = await openActivity(owner({ few: true }));
  await setState(owner({ few: true, away: true }));
  await page.getByText("has not answered since").waitFor();
  await page.getByText("Not live").waitFor();
  await page.locator("tbody tr[data-index='0']", { hasText: "Deactivated Bo Lind" }).waitFor();
  await setState(owner({ few: true, fresh: 1 }));
  await page.locator("tbody tr[data-index='1']", { hasText: "Deactivated Bo Lind" }).waitFor();
  await page.getByText("has not answered since").waitFor({ state: "detached" });
  await context.close();
});
