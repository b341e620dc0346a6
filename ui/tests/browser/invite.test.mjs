// An invitation's page.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertSound, startBrowser } from "./browser.mjs";
import { testViews } from "./views.mjs";

let browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser.stop());

testViews(["invite"], () => browser);

const type = async (page, password, again = password) => {
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByLabel("Password again").fill(again);
  await page.keyboard.press("Enter");
};

test("a short password, and two that differ, are told beside the fields", async () => {
  const opened = await browser.open("/invite/good");
  const { page } = opened;
  await page.getByLabel("Password again").waitFor();
  await type(page, "short");
  await page.getByText("A password has at least 8 characters.").waitFor();
  await type(page, "tram lemon kettle", "tram lemon kettl");
  await page.getByText("The two passwords differ.").waitFor();
  await assertSound(opened);
  await opened.context.close();
});

test("the server’s refusal stands beside the field, and what was typed stays", async () => {
  const { page, context } = await browser.open("/invite/good", { invite: "short" });
  await page.getByLabel("Password again").waitFor();
  await type(page, "tram lemon kettle");
  await page.getByText("Use at least 12.").waitFor();
  assert.equal(await page.getByLabel("Password", { exact: true }).inputValue(), "tram lemon kettle");
  await context.close();
});

test("a server that goes away keeps what was typed", async () => {
  const { page, context, setState } = await browser.open("/invite/good");
  await page.getByLabel("Password again").waitFor();
  await setState({ away: true });
  await type(page, "tram lemon kettle");
  await page.getByText("The server does not answer, so no password was set.").waitFor();
  assert.equal(await page.getByLabel("Password again").inputValue(), "tram lemon kettle");
  await context.close();
});

test("a link that was used meanwhile says so in place of the form", async () => {
  const opened = await browser.open("/invite/good", { invite: "gone" });
  await opened.page.getByLabel("Password again").waitFor();
  await type(opened.page, "tram lemon kettle");
  await opened.page.getByRole("heading", { level: 1, name: "This invitation is over" }).waitFor();
  await assertSound(opened);
  await opened.context.close();
});

test("who may use the app only is told that the password is set, and where to sign in", async () => {
  const opened = await browser.open("/invite/good", { invite: "app" });
  await opened.page.getByLabel("Password again").waitFor();
  await type(opened.page, "tram lemon kettle");
  await opened.page.getByRole("heading", { level: 1, name: "Your password is set" }).waitFor();
  await assertSound(opened);
  await opened.context.close();
});

test("a password is set by keyboard alone, and leads to Home", async () => {
  const { page, context } = await browser.open("/invite/good");
  await page.getByLabel("Password again").waitFor();
  await type(page, "tram lemon kettle");
  await page.getByRole("heading", { level: 1, name: "Home" }).waitFor();
  assert.equal(page.url(), `${browser.origin}/`);
  await context.close();
});
