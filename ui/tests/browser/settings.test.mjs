// Settings: the theme, the public URL with what Okta must change, backups.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertSound, startBrowser } from "./browser.mjs";

let browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser.stop());

const owner = { as: "owner", method: "password", okta: "working" };
const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
const canvas = (page) => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
const shown = (page, scheme) =>
  page.locator(`html[data-mantine-color-scheme=${scheme}]`).waitFor({ state: "attached" });
const light = "rgb(246, 247, 249)";
const dark = "rgb(15, 18, 22)";

test("the theme is chosen by hand, and stays", async () => {
  const opened = await browser.open("/settings", { as: "ana" }, { colorScheme: "light" });
  const { page } = opened;
  await page.getByLabel("Dark").check();
  await shown(page, "dark");
  assert.equal(await canvas(page), dark);
  await page.reload();
  await page.getByRole("heading", { level: 1, name: "Settings" }).waitFor();
  assert.equal(await canvas(page), dark);
  assert.ok(await page.getByLabel("Dark").isChecked());
  await assertSound(opened);
  await page.getByLabel("As the system").check();
  await shown(page, "light");
  assert.equal(await canvas(page), light);
  await opened.context.close();
});

test("who is no EnterpriseAdmin has the look of the window, and is told who has the rest", async () => {
  const { page, context } = await browser.open("/settings", { as: "ana" });
  await page.getByText("are for EnterpriseAdmins").waitFor();
  assert.equal(await page.getByRole("textbox", { name: "Public URL" }).count(), 0);
  await context.close();
});

test("an address that will not do is told beside the field", async () => {
  const opened = await browser.open("/settings", { ...owner, urlRefused: true });
  const { page } = opened;
  await page.getByRole("textbox", { name: "Public URL" }).fill("latchkey.acme.com");
  await press(page, "Save…");
  await page.getByText("“latchkey.acme.com” is no web address.").waitFor();
  await page.getByRole("textbox", { name: "Public URL" }).fill("https://127.0.0.999");
  await press(page, "Save…");
  await page.getByText("is no web address").waitFor();
  await page.getByRole("textbox", { name: "Public URL" }).fill("https://nowhere.acme.com");
  await press(page, "Save…");
  await press(page, "Change it");
  await page.getByText("https://nowhere.acme.com is no address that a server can have.").waitFor();
  assert.equal(
    await page.getByRole("textbox", { name: "Public URL" }).inputValue(),
    "https://nowhere.acme.com",
  );
  await assertSound(opened);
  await opened.context.close();
});

test("a new public URL names Okta's fields before it is saved, and gives them to copy after", async () => {
  const opened = await browser.open("/settings", owner);
  const { page } = opened;
  await page.getByRole("textbox", { name: "Public URL" }).fill(" https://id.acme.com ");
  await press(page, "Save…");
  const dialog = page.getByRole("dialog", { name: "Change the public URL?" });
  await dialog.getByText("https://id.acme.com/scim/v2").waitFor();
  await dialog.getByText("https://id.acme.com/auth/callback").waitFor();
  await assertSound(opened);
  await dialog.getByRole("button", { name: "Change it" }).click();
  await page.getByText("Now change it in Okta").waitFor();
  await page.getByRole("button", { name: "Copy SCIM Url" }).waitFor();
  await page.getByText("It holds from the next start of the server.").waitFor();
  await page.reload();
  await page.getByText("Until then https://latchkey.acme.com is served.").waitFor();
  assert.equal(await page.getByRole("textbox", { name: "Public URL" }).inputValue(), "https://id.acme.com");
  await assertSound(opened);
  await opened.context.close();
});

test("how long sessions live is bounded, and saved for everyone", async () => {
  const opened = await browser.open("/settings", { ...owner, limitsRefused: true });
  const { page, setState } = opened;
  const hours = page.getByRole("textbox", { name: "At most, in hours" });
  const minutes = page.getByRole("textbox", { name: "Without use, in minutes" });
  await hours.fill("25");
  await press(page, "Save the limits");
  await page.getByText("A whole number of hours, from 1 to 24.").waitFor();
  await hours.fill("1");
  await minutes.fill("61");
  await press(page, "Save the limits");
  await page.getByText("A whole number of minutes, from 5 to 60: no longer than a session lasts.").waitFor();
  await assertSound(opened);
  await minutes.fill("60");
  await press(page, "Save the limits");
  await page.getByText("A session cannot stay unused for 60 minutes. Nothing was changed.").waitFor();
  await setState(owner);
  await minutes.fill("30");
  await press(page, "Save the limits");
  await page.getByText("The limits are saved.").waitFor();
  await page.reload();
  await minutes.waitFor();
  assert.equal(await minutes.inputValue(), "30");
  await assertSound(opened);
  await opened.context.close();
});

test("how long the record is kept is bounded, and saved", async () => {
  const opened = await browser.open("/settings", { ...owner, keepingRefused: true });
  const { page, setState } = opened;
  const activity = page.getByRole("textbox", { name: "Activity, in days" });
  const bodies = page.getByRole("textbox", { name: "What was sent and answered, in days" });
  await activity.fill("29");
  await press(page, "Save how long");
  await page.getByText("A whole number of days, from 30 to 3650, or 0 for ever.").waitFor();
  await activity.fill("30");
  await bodies.fill("31");
  await press(page, "Save how long");
  await page
    .getByText("A whole number of days, from 1 to 30, or 0 for as long as the activity.")
    .waitFor();
  await assertSound(opened);
  await bodies.fill("30");
  await press(page, "Save how long");
  await page
    .getByText("What was sent and answered cannot be kept for 30 days. Nothing was changed.")
    .waitFor();
  await setState(owner);
  await activity.fill("0");
  await press(page, "Save how long");
  await page.getByText("How long the record is kept is saved.").waitFor();
  await page.reload();
  await activity.waitFor();
  assert.equal(await activity.inputValue(), "0");
  await assertSound(opened);
  await opened.context.close();
});

test("a backup that was not made says so, and one that was is first in the list", async () => {
  const opened = await browser.open("/settings", { ...owner, fail: "backup" });
  const { page, setState } = opened;
  await press(page, "Back up now");
  await page.getByRole("alert").waitFor();
  await assertSound(opened);
  await setState(owner);
  await press(page, "Back up now");
  await page.getByText("latchkey-2026-11-23T1415Z.db is made.").waitFor();
  await page.getByRole("rowheader", { name: "latchkey-2026-11-23T1415Z.db" }).waitFor();
  await opened.context.close();
});

test("the server's own certificate says whom it is for, until when, and what is wrong with it", async () => {
  const opened = await browser.open("/settings", { ...owner, certificate: "refused" });
  const { page, setState } = opened;
  const section = page.getByRole("region", { name: "Certificate" });
  await section.getByText("does not belong to the certificate").waitFor();
  await section.getByText("latchkey.acme.com, 10.0.0.7").waitFor();
  await section.getByText("78 days left").waitFor();
  await page.getByText("With a certificate of its own").waitFor();
  await assertSound(opened);
  await setState({ ...owner, certificate: "ended" });
  await page.reload();
  await section.getByRole("alert").waitFor();
  await assertSound(opened);
  await setState(owner);
  await page.reload();
  await page.getByText("Ends at the trusted proxy").waitFor();
  assert.equal(await section.count(), 0);
  await opened.context.close();
});
