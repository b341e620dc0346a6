// Organization Setup: saving, adding Okta with unsaved edits, and what a page with unsaved changes asks.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertSound, startBrowser } from "./browser.mjs";

let browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser.stop());

const owner = { as: "owner", method: "password" };
const open = (state = {}) => browser.open("/organization", { ...owner, ...state });
const field = (page, label) => page.getByLabel(label, { exact: true });
const press = (page, name) => page.getByRole("button", { name, exact: true }).click();

// A PNG of one clear pixel.
const pixel = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
  "base64",
);

test("fields that will not do are told beside each, and nothing is sent", async () => {
  const opened = await open();
  const { page } = opened;
  await field(page, "Name").fill("  ");
  await field(page, "Company ID").fill("");
  await press(page, "Save");
  await page.getByText("Enter the name of your organization.").waitFor();
  await page.getByText("Enter a Company ID.").waitFor();
  assert.ok(await field(page, "Name").evaluate((it) => it === document.activeElement));
  await assertSound(opened);
  await opened.context.close();
});

test("what the server refuses stays in the form, and is told there", async () => {
  const { page, context } = await open({ companyTaken: true });
  await field(page, "Company ID").fill("acme corp");
  assert.equal(await field(page, "Company ID").inputValue(), "acmecorp");
  await press(page, "Save");
  await page.getByRole("alert").getByText("The Company ID").waitFor();
  assert.equal(await field(page, "Company ID").inputValue(), "acmecorp");
  await context.close();
});

test("a file that is no PNG is not taken, whatever its name says", async () => {
  const opened = await open();
  const { page } = opened;
  await page.getByRole("heading", { level: 2, name: "Organization" }).waitFor();
  const files = page.locator('input[type="file"]');
  await files.setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: Buffer.from("<svg/>") });
  await page.getByText("logo.png is no PNG.").waitFor();
  await files.setInputFiles({
    name: "big.png",
    mimeType: "image/png",
    buffer: Buffer.concat([pixel, Buffer.alloc(1_000_001)]),
  });
  await page.getByText("big.png has 1 MB.").waitFor();
  await files.setInputFiles({ name: "small.png", mimeType: "image/png", buffer: pixel });
  await page.getByText("Smaller than the 420 × 120 pixels").waitFor();
  await page.getByText("Not saved yet · 1 × 1 pixels, 70 bytes").waitFor();
  await assertSound(opened);
  await press(page, "Save");
  await page.getByText("840 × 240 pixels").waitFor();
  await opened.context.close();
});

test("a page with unsaved changes asks before it is left", async () => {
  const opened = await open();
  const { page } = opened;
  await field(page, "Name").fill("Acme Rockets");
  await page.getByText("Unsaved changes").waitFor();
  await page.getByRole("link", { name: "Billing" }).click();
  const dialog = page.getByRole("dialog", { name: "Leave without saving?" });
  await dialog.waitFor();
  await assertSound(opened);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await dialog.waitFor({ state: "detached" });
  assert.equal(await field(page, "Name").inputValue(), "Acme Rockets");
  await press(page, "Discard changes");
  await page.getByRole("link", { name: "Billing" }).click();
  await page.getByRole("heading", { level: 1, name: "Billing" }).waitFor();
  await opened.context.close();
});

test("without Enterprise Toolkit the page leads to Billing", async () => {
  const { page, context } = await open({ toolkit: "off" });
  await page.getByRole("link", { name: "Enable it on the Billing page" }).click();
  await press(page, "Enable Enterprise Toolkit");
  await page.getByText("Enterprise Toolkit is on.").waitFor();
  await context.close();
});

test("Add Connector saves unsaved edits and shows the connector's details", async () => {
  const opened = await open();
  const { page } = opened;
  await field(page, "Name").fill("Acme Rockets");
  await field(page, "Company ID").fill("rockets");
  await press(page, "Add Connector");
  const dialog = page.getByRole("dialog", { name: "Add Connector" });
  for (const planned of ["Microsoft Entra ID", "Google Workspace", "JumpCloud", "OneLogin"])
    await dialog.getByText(planned).waitFor();
  assert.equal(await dialog.getByText("Planned", { exact: true }).count(), 4);
  await dialog.getByRole("button", { name: "Add Okta" }).click();
  await page.getByText("The page is saved and the Okta connector is added.").waitFor();
  await page.getByText("Okta: Not set up").waitFor();
  await page.getByText("https://latchkey.acme.com/scim/v2", { exact: true }).first().waitFor();
  const heading = page.getByRole("heading", { name: "External User Authentication & Provisioning" });
  assert.ok(await heading.evaluate((it) => it === document.activeElement));
  await page.reload();
  await page.getByText("Okta: Not set up").waitFor();
  assert.equal(await field(page, "Name").inputValue(), "Acme Rockets");
  assert.equal(await field(page, "Company ID").inputValue(), "rockets");
  await assertSound(opened);
  await opened.context.close();
});

test("without a keychain the passkey is shown once, before anything else", async () => {
  const opened = await open({ keeps: "once" });
  const { page } = opened;
  await press(page, "Add Connector");
  await press(page, "Add Okta");
  const dialog = page.getByRole("dialog", { name: "Copy the passkey now" });
  const clear = await dialog.getByText(/^lk_/).textContent();
  await assertSound(opened);
  await dialog.getByRole("button", { name: "I have copied it" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByText("Shown once when it was made").waitFor();
  assert.equal(await page.getByText(clear).count(), 0);
  assert.equal(await page.getByRole("button", { name: "Reveal" }).count(), 0);
  await opened.context.close();
});

test("a Company ID that Okta knows is changed only after saying what to change there", async () => {
  const opened = await open({ okta: "working" });
  const { page } = opened;
  await field(page, "Company ID").fill("rockets");
  await press(page, "Save");
  const dialog = page.getByRole("dialog", { name: "Change the Company ID?" });
  await dialog.getByText("The old Company ID works for 24 more hours.").waitFor();
  await assertSound(opened);
  await dialog.getByRole("button", { name: "Save and change it" }).click();
  await page.getByText("Now change it in Okta").waitFor();
  await page.getByRole("button", { name: "Copy User Name" }).nth(1).waitFor();
  await page.getByText(/The old value works until/).waitFor();
  await press(page, "It is changed in Okta");
  await page.getByText("Now change it in Okta").waitFor({ state: "detached" });
  await opened.context.close();
});
