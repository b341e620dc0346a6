// Home for who runs the directory and for a member, and one's own account.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertSound, startBrowser } from "./browser.mjs";
import { testViews } from "./views.mjs";

let browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser.stop());

testViews(["home", "account"], () => browser);

const owner = (over) => ({ as: "owner", ...over });

test("a mass deactivation is undone only after it was confirmed, and Home tells of it", async () => {
  const { page, context } = await browser.open("/", owner({ home: "mass" }));
  const verb = page.getByRole("button", { name: "Bring all 38 back" });
  await verb.click();
  await page.getByRole("dialog", { name: "Bring 38 people back?" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  assert.ok(await verb.evaluate((it) => it === document.activeElement));
  await verb.click();
  await page.getByRole("button", { name: "Bring 38 back", exact: true }).click();
  await page.getByText("38 people are back.").waitFor();
  await page.getByText("Nothing needs you.").waitFor();
  await context.close();
});

test("who could not be brought back is named, with the reason", async () => {
  const opened = await browser.open("/", owner({ home: "mass", someStay: true }));
  const { page } = opened;
  await page.getByRole("button", { name: "Bring all 38 back" }).click();
  await page.getByRole("button", { name: "Bring 38 back", exact: true }).click();
  await page.getByText("Dag Holm has a higher role than yours.").waitFor();
  await assertSound(opened);
  await opened.context.close();
});

test("a deactivation that waits can be carried out or dismissed", async () => {
  const { page, context } = await browser.open("/", owner({ home: "suspended" }));
  await page.getByRole("button", { name: "Leave active" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Leave active" }).click();
  await page.getByText("Left active.").waitFor();
  await page.getByText("Nothing needs you.").waitFor();
  await context.close();
});

test("what Okta does shows on Home by itself", async () => {
  const { page, context, setState } = await browser.open("/", owner({}));
  const latest = page.getByRole("region", { name: "Latest activity" });
  await latest.getByText("Deactivated Bo Lind").waitFor();
  await setState(owner({ fresh: 3 }));
  await latest.getByText("just now").first().waitFor();
  await context.close();
});

test("the bars are told as a table, each hour leading to its calls", async () => {
  const { page, context } = await browser.open("/", owner({}));
  await page.getByText("Show the figures by the hour").click();
  const table = page.getByRole("region", { name: "Okta in 24 hours" }).getByRole("table");
  assert.equal(await table.getByRole("row").count(), 25);
  await table.getByRole("link").last().click();
  await page.getByRole("heading", { level: 1, name: "Activity" }).waitFor();
  await page.getByRole("button", { name: /^By is Okta or Unknown caller/ }).waitFor();
  await context.close();
});

test("a session is ended, and one that was not is told beside the list", async () => {
  const opened = await browser.open("/me", { as: "ana" });
  const { page, setState } = opened;
  const app = page.getByRole("button", { name: /End the session: Latchkey app/ });
  await app.click();
  await app.waitFor({ state: "detached" });
  await page.getByText("The session was ended.").waitFor();
  await setState({ as: "ana", keep: true });
  const old = page.getByRole("button", { name: /with a local password/ });
  await old.click();
  await page.getByText("The session was not ended.").waitFor();
  await old.waitFor();
  await assertSound(opened);
  await opened.context.close();
});

test("all other sessions are ended together after it was confirmed, and this one stays", async () => {
  const opened = await browser.open("/me", { as: "ana" });
  const { page } = opened;
  const all = page.getByRole("button", { name: "End all others…" });
  await all.click();
  const dialog = page.getByRole("dialog", { name: "End your other sessions?" });
  await dialog.getByText("You are signed out in 2 other places").waitFor();
  await assertSound(opened);
  await dialog.getByRole("button", { name: "End them" }).click();
  await page.getByText("Your other sessions were ended.").waitFor();
  await all.waitFor({ state: "detached" });
  await page.getByText("This one").waitFor();
  await opened.context.close();
});

test("a password that is refused keeps what was typed, and says why beside the field", async () => {
  const state = { as: "owner", method: "password" };
  const opened = await browser.open("/me", { ...state, password: "wrong" });
  const { page, setState } = opened;
  const current = page.getByLabel("Current password");
  await current.fill("not it");
  await page.getByLabel("New password", { exact: true }).fill("correct horse");
  await page.getByLabel("New password again").fill("correct hors");
  await page.getByRole("button", { name: "Change password" }).click();
  await page.getByText("The two new passwords differ.").waitFor();
  await page.getByLabel("New password again").fill("correct horse");
  await page.keyboard.press("Enter");
  await page.getByText("This is not your current password").waitFor();
  assert.equal(await current.inputValue(), "not it");
  assert.ok(await current.evaluate((it) => it === document.activeElement));
  await setState({ ...state, password: "short" });
  await page.keyboard.press("Enter");
  await page.getByText("Use at least 12.").waitFor();
  await assertSound(opened);
  await setState(state);
  await page.keyboard.press("Enter");
  await page.getByText("Your local password was changed.").waitFor();
  assert.equal(await current.inputValue(), "");
  await opened.context.close();
});

test("who signed in through Okta is offered no local password", async () => {
  const { page, context } = await browser.open("/me", { as: "ana", method: "okta" });
  await page.getByRole("heading", { level: 2, name: "Your sessions" }).waitFor();
  assert.equal(await page.getByRole("heading", { name: "Local password" }).count(), 0);
  await context.close();
});
