// First run as a person does it: mistakes first, then from the code to Home.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertSound, startBrowser } from "./browser.mjs";

let browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser.stop());

const heading = (page, name) => page.getByRole("heading", { level: 1, name }).waitFor();
const on = (page) => page.getByRole("button", { name: "Continue" }).click();
const field = (page, label) => page.getByLabel(label, { exact: true });

async function walk(page, { code = "ABCD-2345" } = {}) {
  await field(page, "One-time code").fill(code);
  await on(page);
  await heading(page, "Name your organization");
  await field(page, "Organization").fill("Acme Rockets");
  await on(page);
  await heading(page, "Make your account");
  await field(page, "Given name").fill("Olga");
  await field(page, "Family name").fill("Owner");
  await field(page, "Email").fill(" owner@acme.com\n");
  await field(page, "Password").fill("tram lemon kettle barn");
  await on(page);
  await heading(page, "Where can Okta reach it?");
}

test("nothing is left out: each step tells its mistakes beside the fields", async () => {
  const opened = await browser.open("/welcome", { unset: true });
  const { page } = opened;
  await heading(page, "Enter the one-time code");
  await on(page);
  await page.getByText("Enter the one-time code.", { exact: true }).waitFor();
  await field(page, "One-time code").fill("ABCD");
  await on(page);
  await page.getByText("This has 4 characters.").waitFor();
  await field(page, "One-time code").fill("ABCD-2345");
  await on(page);
  await heading(page, "Name your organization");
  await field(page, "Organization").fill("   ");
  await on(page);
  await page.getByText("Enter the name of your organization.").waitFor();
  await field(page, "Organization").fill("Acme");
  await on(page);
  await heading(page, "Make your account");
  await field(page, "Email").fill("owner");
  await field(page, "Password").fill("short");
  await on(page);
  for (const words of ["Enter your given name.", "Enter your family name.", "“owner” is no email address."])
    await page.getByText(words).waitFor();
  assert.equal(await page.getByText("5 of at least 8 characters.").count(), 2);
  await assertSound(opened);
  await opened.context.close();
});

test("an address cannot jump over a step", async () => {
  const { page, context } = await browser.open("/welcome?step=4", { unset: true });
  await heading(page, "Enter the one-time code");
  await context.close();
});

test("a wrong code leads back to its field, and the rest stays", async () => {
  const opened = await browser.open("/welcome", { unset: true });
  const { page } = opened;
  await heading(page, "Enter the one-time code");
  await walk(page, { code: "WXYZ-9999" });
  await page.getByRole("button", { name: "Set up Latchkey" }).click();
  await page.getByText("This is not the code that the running server printed.").waitFor();
  await heading(page, "Enter the one-time code");
  await assertSound(opened);
  await field(page, "One-time code").fill("ABCD-2345");
  await on(page);
  assert.equal(await field(page, "Organization").inputValue(), "Acme Rockets");
  await on(page);
  assert.equal(await field(page, "Email").inputValue(), "owner@acme.com");
  assert.equal(await field(page, "Password").inputValue(), "tram lemon kettle barn");
  await opened.context.close();
});

test("a server that goes away keeps what was typed", async () => {
  const { page, context, setState } = await browser.open("/welcome", { unset: true });
  await heading(page, "Enter the one-time code");
  await walk(page);
  await setState({ unset: true, away: true });
  await page.getByRole("button", { name: "Set up Latchkey" }).click();
  await page.getByText("The server does not answer, so nothing was set up.").waitFor();
  await setState({ unset: true });
  await page.getByRole("button", { name: "Set up Latchkey" }).click();
  await heading(page, "Home");
  await context.close();
});

test("the browser's Back is the page's Back", async () => {
  const { page, context } = await browser.open("/welcome", { unset: true });
  await heading(page, "Enter the one-time code");
  await walk(page);
  await page.goBack();
  await heading(page, "Make your account");
  await page.getByRole("button", { name: "Back" }).click();
  await heading(page, "Name your organization");
  assert.equal(await field(page, "Organization").inputValue(), "Acme Rockets");
  await context.close();
});

test("who opens a server that nobody has set up is led to first run, and ends on Home", async () => {
  const { page, context } = await browser.open("/people", { unset: true });
  await heading(page, "Enter the one-time code");
  await page.keyboard.press("Tab");
  await page.keyboard.type("abcd-2345");
  await page.keyboard.press("Enter");
  await heading(page, "Name your organization");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Acme Rockets");
  await page.keyboard.press("Enter");
  await heading(page, "Make your account");
  for (const text of ["Olga", "Owner", "owner@acme.com", "tram lemon kettle barn"]) {
    await page.keyboard.press("Tab");
    await page.keyboard.type(text);
  }
  await page.getByText("Strong.").waitFor();
  await page.keyboard.press("Enter");
  await heading(page, "Where can Okta reach it?");
  assert.ok(await page.getByLabel("Later").isChecked());
  await page.getByRole("button", { name: "Set up Latchkey" }).focus();
  await page.keyboard.press("Enter");
  await heading(page, "Home");
  await context.close();
});

test("a public URL that is refused leaves what was made, with Home one click away", async () => {
  const opened = await browser.open("/welcome", { unset: true, urlRefused: true });
  const { page } = opened;
  await heading(page, "Enter the one-time code");
  await walk(page);
  await page.getByLabel("At a public https address").check();
  await field(page, "Public URL").fill("https://latch_key.acme.com/scim");
  await page.getByRole("button", { name: "Set up Latchkey" }).click();
  await page.getByText("Okta takes no underscore in a host name").waitFor();
  await field(page, "Public URL").fill("https://latchkey.acme.com");
  await page.getByRole("button", { name: "Set up Latchkey" }).click();
  await heading(page, "Latchkey is set up");
  await page.getByRole("alert").waitFor();
  await assertSound(opened);
  await page.getByRole("link", { name: "Go to Home" }).click();
  await heading(page, "Home");
  await opened.context.close();
});

test("a server that is set up has no first run", async () => {
  const { page, context } = await browser.open("/welcome", { mode: "local" });
  await heading(page, "Sign in to Acme");
  await context.close();
});
