// The second step of a sign-in, and one's own second factors. Passkeys are signed in with on the real server, in
// tests/served: the fake one is known by an address, which no passkey is bound to.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { secondFactorViews, withPassword } from "../../fake-server/second-factor-views.mjs";
import { assertSound, startBrowser } from "./browser.mjs";
import { testViews } from "./views.mjs";

let browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser.stop());

testViews(Object.keys(secondFactorViews), () => browser);

const code = "Code of your authenticator app";
const home = { level: 1, name: "Home" };

test("a wrong code is told beside the field, and a pasted one with blanks signs in, by keyboard alone", async () => {
  const opened = await browser.open("/", { mode: "local", step: "code" });
  const { page } = opened;
  await withPassword(page);
  const field = page.getByLabel(code);
  assert.ok(await field.evaluate((it) => it === document.activeElement));
  assert.equal(await field.getAttribute("autocomplete"), "one-time-code");
  await page.keyboard.type("000000");
  await page.keyboard.press("Enter");
  await page.getByText("That is not the code").waitFor();
  assert.equal(await field.getAttribute("aria-invalid"), "true");
  await assertSound(opened);
  await page.keyboard.type(" 123 456 ");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", home).waitFor();
  await opened.context.close();
});

test("nothing typed is told, and asks nobody", async () => {
  const { page, context } = await browser.open("/", { mode: "local", step: "code" });
  await withPassword(page);
  await page.keyboard.press("Enter");
  await page.getByText("Enter the six digits.").waitFor();
  await context.close();
});

test("a recovery code signs in too", async () => {
  const { page, context } = await browser.open("/", { mode: "local", step: "code" });
  await withPassword(page);
  await page.getByRole("button", { name: "Use a recovery code" }).click();
  await page.getByLabel("Recovery code").fill("abcd efgh jklm npqr");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", home).waitFor();
  await context.close();
});

test("a ticket that is over leads back to the password, and says why", async () => {
  const opened = await browser.open("/", { mode: "local", step: "code", answer: "spent" });
  const { page, setState } = opened;
  await withPassword(page);
  await page.getByLabel(code).fill("123456");
  await page.keyboard.press("Enter");
  await page.getByText("That took longer than five minutes").waitFor();
  await assertSound(opened);
  await setState({ mode: "local", step: "code" });
  await withPassword(page);
  await page.getByRole("button", { name: "Start again" }).click();
  await page.getByLabel("Email or user name").waitFor();
  await opened.context.close();
});

test("whoever needs one adds it, and the recovery codes stay until they are kept", async () => {
  const opened = await browser.open("/people", { mode: "local", step: "enrol" });
  const { page } = opened;
  await withPassword(page);
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByRole("img", { name: "QR code for the authenticator app" }).waitFor();
  await page.getByText("JBSW Y3DP EHPK 3PXP").waitFor();
  await page.getByLabel("The code that the app shows now").fill("123 456");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Your recovery codes" }).waitFor();
  assert.equal(await page.getByRole("list", { name: "Recovery codes" }).getByRole("listitem").count(), 10);
  await assertSound(opened);
  await page.getByRole("button", { name: "I have kept them" }).click();
  await page.getByRole("heading", { level: 1, name: "People" }).waitFor();
  assert.equal(await page.getByText("ABCD-EFGH").count(), 0);
  await opened.context.close();
});

test("an invited admin adds one before Home", async () => {
  const { page, context } = await browser.open("/invite/good", { step: "enrol" });
  await page.getByLabel("Password", { exact: true }).fill("tram lemon kettle");
  await page.getByLabel("Password again").fill("tram lemon kettle");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Add a second factor" }).waitFor();
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByLabel("The code that the app shows now").fill("123456");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "I have kept them" }).click();
  await page.getByRole("heading", home).waitFor();
  await context.close();
});

test("an authenticator app is added on one's own page, after the password and a fresh sign-in with its second step", async () => {
  const state = { as: "owner", method: "password", factors: "none", stale: true, step: "code" };
  const opened = await browser.open("/me", state);
  const { page } = opened;
  await page.getByRole("button", { name: "Add an authenticator app…" }).click();
  const own = page.getByRole("dialog", { name: "Authenticator app" });
  await own.getByLabel("Your local password").fill("correct horse");
  await page.keyboard.press("Enter");
  const again = page.getByRole("dialog", { name: "Sign in again" });
  await again.getByLabel("Your password").fill("correct horse");
  await page.keyboard.press("Enter");
  await again.getByLabel(code).fill("123456");
  await assertSound(opened);
  await page.keyboard.press("Enter");
  await own.getByLabel("The code that the app shows now").fill("123456");
  await page.keyboard.press("Enter");
  await own.getByText("I have kept them").click();
  await page.getByText("The authenticator app was added.").waitFor();
  await page.getByText("10 are left").waitFor();
  await opened.context.close();
});

test("a wrong password adds nothing", async () => {
  const { page, context } = await browser.open("/me", { as: "owner", method: "password" });
  await page.getByRole("button", { name: "Add an authenticator app…" }).click();
  await page.getByLabel("Your local password").fill("wrong horse");
  await page.keyboard.press("Enter");
  await page.getByText("This is not your password, so nothing was added.").waitFor();
  await context.close();
});

test("the last one stays where one is required, and that is said", async () => {
  const state = { as: "owner", method: "password", factors: "some", must: true, changed: { totp: null } };
  const opened = await browser.open("/me", state);
  const { page } = opened;
  await page.getByRole("button", { name: "Remove Work laptop" }).click();
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await page.getByText("It is your only second factor").waitFor();
  await assertSound(opened);
  await opened.context.close();
});

test("a passkey is renamed and removed", async () => {
  const { page, context } = await browser.open("/me", { as: "owner", method: "password", factors: "some" });
  await page.getByRole("button", { name: "Rename Work laptop" }).click();
  await page.getByLabel("Name of the passkey").fill("Old laptop");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Remove Old laptop" }).click();
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await page.getByText("It was removed.").waitFor();
  await page.getByRole("button", { name: "Remove Old laptop" }).waitFor({ state: "detached" });
  await context.close();
});

test("a browser that is too old for passkeys offers none and says so", async () => {
  const script = () => {
    // It has passkeys, and no way to read the server's options.
    delete window.PublicKeyCredential.parseRequestOptionsFromJSON;
  };
  const opened = await browser.open("/", { mode: "local", step: "passkey" }, { init: { script } });
  const { page } = opened;
  await withPassword(page);
  await page.getByText("This browser is too old for passkeys here.").waitFor();
  assert.equal(await page.getByRole("button", { name: "Use a passkey" }).count(), 0);
  await assertSound(opened);
  await opened.context.close();
});
