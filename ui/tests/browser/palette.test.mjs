// The command palette and the keys, by keyboard alone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertSound, startBrowser } from "./browser.mjs";
import { testViews } from "./views.mjs";

let browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser.stop());

testViews(["shell"], () => browser);

const heading = (page, name) => page.getByRole("heading", { level: 1, name }).waitFor();

test("a person is found by name from anywhere, also from within a field, and opened", async () => {
  const opened = await browser.open("/groups", { as: "owner" });
  const { page, context } = opened;
  await page.getByRole("searchbox").focus();
  await page.keyboard.press("Control+k");
  const field = page.getByRole("combobox", { name: "Search or do" });
  await field.waitFor();
  await page.keyboard.type("pia tan");
  await page.getByRole("option", { name: "Pia Tanaka pia.tanaka@acme.com" }).waitFor();
  await assertSound(opened);
  await page.keyboard.press("Enter");
  await heading(page, "Pia Tanaka");
  await context.close();
});

test("the chosen one is told to a reader, and arrows choose another", async () => {
  const { page, context } = await browser.open("/groups", { as: "owner" });
  await heading(page, "Groups");
  await page.keyboard.press("Control+k");
  const field = page.getByRole("combobox");
  await field.waitFor();
  const chosen = async () => {
    const id = await field.getAttribute("aria-activedescendant");
    const option = page.locator(`[id="${id}"][role=option][aria-selected=true]`);
    await option.waitFor();
    return option.textContent();
  };
  await page.getByRole("option", { selected: true }).waitFor();
  assert.equal(await chosen(), "Home");
  await page.keyboard.press("ArrowDown");
  await page.getByRole("option", { name: "People", selected: true }).waitFor();
  assert.equal(await chosen(), "People");
  await page.keyboard.press("Escape");
  await field.waitFor({ state: "detached" });
  await context.close();
});

test("what is not theirs is not offered, and nothing found is said", async () => {
  const { page, context } = await browser.open("/groups", { as: "reader" });
  await heading(page, "Groups");
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill("add a person");
  await page.getByText("Nothing here is called add a person.").waitFor();
  assert.equal(await page.getByRole("option").count(), 0);
  await context.close();
});

test("a deed: dark appearance, which a reload keeps", async () => {
  const { page, context } = await browser.open("/groups", { as: "owner" }, { colorScheme: "light" });
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await heading(page, "Groups");
  assert.equal(await background(), "rgb(246, 247, 249)");
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill("dark");
  await page.getByRole("option", { name: "Dark appearance", selected: true }).waitFor();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => getComputedStyle(document.body).backgroundColor === "rgb(15, 18, 22)");
  await page.reload();
  await heading(page, "Groups");
  assert.equal(await background(), "rgb(15, 18, 22)");
  await context.close();
});

test("keys pressed alone lead on, do nothing where one types, and can be switched off", async () => {
  const { page, context } = await browser.open("/groups", { as: "owner" });
  await heading(page, "Groups");
  await page.keyboard.press("/");
  await page.keyboard.type("gp?");
  assert.equal(await page.getByRole("searchbox").inputValue(), "gp?");
  await page.getByRole("searchbox").fill("");
  await page.getByRole("heading", { level: 1 }).focus();
  await page.keyboard.press("g");
  await page.keyboard.press("p");
  await heading(page, "People");
  await page.keyboard.press("?");
  const dialog = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await dialog.getByRole("switch").click();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await page.keyboard.press("?");
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").waitFor();
  assert.equal(await dialog.count(), 0);
  await context.close();
});

test("from the search one key leads to the first row, and the keys of the list lead on", async () => {
  const { page, context } = await browser.open("/groups", { as: "owner" });
  await heading(page, "Groups");
  await page.getByRole("row", { name: /Engineering/ }).waitFor();
  await page.keyboard.press("/");
  await page.keyboard.press("ArrowDown");
  await page.waitForFunction(() => document.activeElement?.closest("tr")?.dataset.index === "0");
  await page.keyboard.press("ArrowDown");
  await page.waitForFunction(() => document.activeElement?.closest("tr")?.dataset.index === "1");
  await context.close();
});
