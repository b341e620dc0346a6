// The Okta connector: its passkey, Manage Users with Okta, reach, rules, removal, and the checklist.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertSound, startBrowser } from "./browser.mjs";

let browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser.stop());

const owner = { as: "owner", method: "password", okta: "working" };
async function open(state = {}, path = "/organization") {
  const opened = await browser.open(path, { ...owner, ...state });
  await opened.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await opened.page.getByText("Remove the connector").first().waitFor();
  return opened;
}
const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());
const dialogOf = (page, name) => page.getByRole("dialog", { name });
const SECRET = /^lk_/;

async function signInAgain(page, password) {
  const dialog = dialogOf(page, "Sign in again to go on");
  await dialog.getByLabel("Your password", { exact: true }).fill(password);
  await dialog.getByRole("button", { name: "Go on" }).click();
}

test("every value is copied to the letter, and all redirect URIs one a line", async () => {
  const { page, context } = await open();
  await press(page, "Copy SCIM Url");
  assert.equal(await clipboard(page), "https://latchkey.acme.com/scim/v2");
  await press(page, "Copy User Name");
  assert.equal(await clipboard(page), "acme");
  await press(page, "Copy Universal Logout");
  assert.equal(await clipboard(page), "https://latchkey.acme.com/auth/global-token-revocation");
  await press(page, "Copy Back-channel logout");
  assert.equal(await clipboard(page), "https://latchkey.acme.com/auth/backchannel-logout");
  await press(page, "Copy all redirect URIs");
  await page.getByRole("button", { name: "Copied" }).first().waitFor();
  assert.equal((await clipboard(page)).split("\n").length, 5);
  await press(page, "Copy Initiate login URI");
  assert.equal(await clipboard(page), "https://latchkey.acme.com/auth/login");
  await context.close();
});

test("the passkey is not in the page before Reveal, and hides again after a minute", async () => {
  const opened = await open();
  const { page } = opened;
  await page.clock.install();
  await page.reload();
  await page.getByRole("button", { name: "Reveal" }).waitFor();
  assert.ok(!(await page.content()).includes("lk_"));
  await press(page, "Reveal");
  await page.getByText(SECRET).waitFor();
  await assertSound(opened);
  await page.clock.fastForward(40_000);
  await page.getByText(SECRET).waitFor();
  await page.clock.fastForward(21_000);
  await page.getByText(SECRET).waitFor({ state: "detached" });
  assert.ok(!(await page.content()).includes("lk_"));
  await opened.context.close();
});

test("copying the passkey does not show it", async () => {
  const { page, context } = await open();
  await press(page, "Copy Password");
  await page.getByRole("button", { name: "Copy Password" }).getByText("Copied").waitFor();
  assert.match(await clipboard(page), SECRET);
  assert.ok(!(await page.content()).includes("lk_"));
  await context.close();
});

test("Reveal asks for a fresh sign-in, tells a wrong password, and goes on after the right one", async () => {
  const opened = await open({ stale: true });
  const { page } = opened;
  await press(page, "Reveal");
  await signInAgain(page, "wrong horse");
  await page.getByText("This is not your password. Nothing was changed.").waitFor();
  await assertSound(opened);
  await signInAgain(page, "correct horse");
  await page.getByText(SECRET).waitFor();
  await opened.context.close();
});

test("who signed in through Okta signs in there again", async () => {
  const opened = await open({ stale: true, method: "okta" });
  const { page } = opened;
  await press(page, "Reveal");
  const again = page.getByRole("link", { name: "Sign in with Okta again" });
  assert.equal(await again.getAttribute("href"), "/auth/login?return_to=%2Forganization");
  await assertSound(opened);
  await page.keyboard.press("Escape");
  await page.getByText("This needs a sign-in of the last five minutes. Nothing was changed.").waitFor();
  await opened.context.close();
});

test("a new passkey is made beside the old one, which is then retired", async () => {
  const opened = await open({ stale: true });
  const { page } = opened;
  await press(page, "Rotate…");
  await page.getByLabel("One hour").check();
  await press(page, "Make a new passkey");
  await signInAgain(page, "correct horse");
  const made = dialogOf(page, "Paste the new passkey into Okta");
  await made.getByText(SECRET).waitFor();
  await assertSound(opened);
  await made.getByRole("button", { name: "Done" }).click();
  await made.waitFor({ state: "detached" });
  assert.ok(!(await page.content()).includes("lk_"));
  await page.getByText("ends in M4TX").waitFor();
  await page
    .getByText(/works until/)
    .first()
    .waitFor();
  await press(page, "Retire");
  await press(page, "Retire it");
  await page.getByText("The passkey ending in 7Q2F is retired.").waitFor();
  await page.getByText("Old passkey").waitFor({ state: "detached" });
  await opened.context.close();
});

for (const [typed, words, suggestion] of [
  ["https://acme-admin.okta.com", "This is the admin address of your Okta.", "https://acme.okta.com"],
  ["https://acme.okta.com/", "The Issuer URL has no slash at its end", "https://acme.okta.com"],
  [
    "https://acme.okta.com/oauth2/default/.well-known/openid-configuration",
    "This is the address of the issuer's description.",
    "https://acme.okta.com/oauth2/default",
  ],
  ["https://acme.okta.com/oauth2/nowhere", "has no authorization server of that name", null],
  ["acme.okta.com", "is no https address", null],
]) {
  test(`an Issuer URL is checked as typing stops: ${typed}`, async () => {
    const opened = await open({ okta: "new" });
    const { page } = opened;
    await page.getByLabel("Issuer URL").fill(` ${typed}\n`);
    await page.getByText(words).waitFor();
    assert.equal(await page.getByLabel("Issuer URL").getAttribute("aria-invalid"), "true");
    await assertSound(opened);
    if (suggestion) {
      await press(page, `Use ${suggestion}`);
      assert.equal(await page.getByLabel("Issuer URL").inputValue(), suggestion);
      await page.getByText("answers as an issuer").waitFor();
    }
    await opened.context.close();
  });
}

test("empty fields and a Client ID that is none are told before anything is asked", async () => {
  const opened = await open({ okta: "new" });
  const { page } = opened;
  await press(page, "Save…");
  await page.getByText("Paste the Issuer URL.").waitFor();
  await page.getByText("Paste the Client ID.").waitFor();
  await page.getByLabel("Client ID").fill("ana@acme.com");
  await press(page, "Save…");
  await page.getByText("“ana@acme.com” names a person.").waitFor();
  await assertSound(opened);
  await opened.context.close();
});

test("Okta is required after a test sign-in, with whom it hits and the way back in", async () => {
  const opened = await open({ okta: "new" });
  const { page } = opened;
  await page.getByLabel("Issuer URL").fill("https://acme.okta.com");
  await page.getByLabel("Client ID").fill("0oa1b2c3d4e5f6g7h8i9");
  await page.getByText("answers as an issuer").waitFor();
  await press(page, "Test sign-in");
  await page.getByText("The test sign-in worked at").waitFor();
  // One is back where one was: at the two values, not at the top of the page.
  await page.waitForFunction(() => document.activeElement?.id === "manage-users");
  assert.equal(await page.getByLabel("Issuer URL").inputValue(), "https://acme.okta.com");
  assert.equal(await page.getByLabel("Client ID").inputValue(), "0oa1b2c3d4e5f6g7h8i9");
  await press(page, "Save…");
  const dialog = dialogOf(page, "Require Okta for everyone?");
  await dialog.getByText("2 would not get in").waitFor();
  await dialog.getByText("Not linked: an Admin is linked by a test sign-in.").waitFor();
  await dialog.getByText("latchkey sign-in disable").waitFor();
  assert.equal(await dialog.getByRole("checkbox").count(), 0);
  await assertSound(opened);
  await dialog.getByRole("button", { name: "Require Okta" }).click();
  await page.getByText("Okta sign-on is required from now on.").waitFor();
  await press(page, "Lift the requirement…");
  await dialogOf(page, "Let local passwords in again?")
    .getByRole("button", { name: "Lift the requirement" })
    .click();
  await page.getByText("Okta sign-on is no longer required.", { exact: true }).waitFor();
  await opened.context.close();
});

test("a test with somebody else's Okta account says whose it was, and counts for its own values only", async () => {
  const opened = await open({ okta: "new", tested: new Date().toISOString(), testedAs: "bo" });
  const { page } = opened;
  await page.getByLabel("Issuer URL").fill("https://acme.okta.com");
  await page.getByText("Nothing is saved.").waitFor();
  await page.getByLabel("Client ID").fill("0oa1b2c3d4e5f6g7h8i9");
  await page.getByText("with the Okta account bo@acme.com.").waitFor();
  await page.getByText("that Okta account is Bo Lind’s here. No link was made.").waitFor();
  await assertSound(opened);
  await page.getByLabel("Client ID").fill("0oa1b2c3d4e5f6g7h8i9x");
  await page.getByText("with the Okta account bo@acme.com.").waitFor({ state: "detached" });
  await opened.context.close();
});

test("without a test it is asked once more, and only then saved", async () => {
  const { page, context } = await open({ okta: "new" });
  await page.getByLabel("Issuer URL").fill("https://acme.okta.com");
  await page.getByLabel("Client ID").fill("0oa1b2c3d4e5f6g7h8i9");
  await press(page, "Save…");
  const dialog = dialogOf(page, "Require Okta for everyone?");
  await dialog.getByText("No test sign-in with these values passed in the last hour.").waitFor();
  const save = dialog.getByRole("button", { name: "Require Okta" });
  assert.equal(await save.getAttribute("aria-disabled"), "true");
  await save.focus();
  await page.keyboard.press("Enter");
  await dialog.getByLabel("Save without a test. I know the way back in.").check();
  await dialog.getByRole("button", { name: "Require Okta" }).click();
  await page.getByText("Okta sign-on is required from now on.").waitFor();
  await context.close();
});

test("a preview that could not be made says so, and can be tried again", async () => {
  const { page, context, setState } = await open({ okta: "new", fail: "preview" });
  await page.getByLabel("Issuer URL").fill("https://acme.okta.com");
  await page.getByLabel("Client ID").fill("0oa1b2c3d4e5f6g7h8i9");
  await press(page, "Save…");
  const dialog = dialogOf(page, "Require Okta for everyone?");
  await dialog.getByText("This could not be loaded").waitFor();
  await setState({ ...owner, okta: "new", preview: "calm" });
  await dialog.getByRole("button", { name: "Try again" }).click();
  await dialog.getByText("Nobody is locked out").waitFor();
  await context.close();
});

test("reach is tested, and each recipe can be copied", async () => {
  const opened = await open({ okta: "new" });
  const { page, setState } = opened;
  await page.getByText("Not reachable yet").waitFor();
  for (const name of ["nginx", "Traefik", "Cloudflare", "Tailscale", "Agent"]) {
    await page.getByRole("tab", { name }).click();
    await page.getByRole("button", { name: `Copy: the recipe for ${name}` }).click();
  }
  assert.equal(await clipboard(page), "https://latchkey.acme.com/scim/v2/");
  await page.mouse.move(0, 0);
  await assertSound(opened);
  await press(page, "Test");
  const steps = page.getByRole("list", { name: "The way from outside in" });
  await steps.getByText("Nothing takes a connection on port 443").waitFor();
  assert.equal(await steps.getByText("Not tried").count(), 7);
  await assertSound(opened);
  await setState({ ...owner, okta: "new", reach: "public" });
  await press(page, "Test");
  await page.getByText("Okta called from 3.105.12.7 and got through.").waitFor();
  await page.getByText("Tested just now").waitFor();
  await steps.getByText("Renew it, and let what renews it run by itself.").waitFor();
  assert.equal(await steps.getByText("As it should be").count(), 8);
  await opened.context.close();
});

test("the rules keep what was typed, and are saved together", async () => {
  const opened = await open();
  const { page } = opened;
  await page.getByLabel("Share of the active people, in percent").fill("140");
  await press(page, "Save the rules");
  await page.getByText("A whole number from 1 to 100.").waitFor();
  await page.getByLabel("Share of the active people, in percent").fill("35");
  await page.getByLabel("Hold further ones until an admin allows them").check();
  await page.getByRole("radio", { name: "User name" }).check();
  await press(page, "Save the rules");
  await page.getByText("The rules are saved.").waitFor();
  await assertSound(opened);
  await page.reload();
  await page.getByText("Remove the connector").first().waitFor();
  assert.equal(await page.getByLabel("Share of the active people, in percent").inputValue(), "35");
  assert.ok(await page.getByLabel("Hold further ones until an admin allows them").isChecked());
  await opened.context.close();
});

test("the checklist follows Okta's calls while it is open, and keeps its way in the address", async () => {
  const opened = await open({ okta: "waiting" });
  const { page, setState } = opened;
  const list = page.getByRole("region", { name: "Checklist" });
  await list.getByText("2 of 15 done").waitFor();
  await list.getByRole("button", { name: /Define the role attribute/ }).click();
  await list.getByText("urn:ietf:params:scim:schemas:extension:latchkey:2.0:User").waitFor();
  await list.getByRole("button", { name: "Copy: External namespace" }).click();
  assert.equal(await clipboard(page), "urn:ietf:params:scim:schemas:extension:latchkey:2.0:User");
  // The first long poll has to be under way: what arrived before it is on the page already.
  await page.waitForResponse((response) => response.url().includes("after="));
  await setState({ ...owner, fresh: 1 });
  await list.getByText("9 of 15 done").waitFor();
  await list.getByRole("button", { name: /Enter the credentials and test them/ }).click();
  await list.getByText("Okta got in with the credentials.").waitFor();
  assert.equal(
    await list.getByRole("link", { name: "See the call" }).first().getAttribute("href"),
    "/activity/e-41",
  );
  await list.getByText("Not seen yet").waitFor();
  await assertSound(opened);
  await list.getByLabel("One app, newer wizard").check();
  await list.getByText("Create the app with the integration wizard").waitFor();
  await page.reload();
  await list.getByText("Create the app with the integration wizard").waitFor();
  await opened.context.close();
});

test("the connector is removed only after saying what ends and what is left to do in Okta", async () => {
  const opened = await open();
  const { page } = opened;
  await press(page, "Remove…");
  const dialog = dialogOf(page, "Remove the Okta connector?");
  await dialog.getByText("In Okta, deactivate the provisioning app").waitFor();
  await assertSound(opened);
  await dialog.getByRole("button", { name: "Remove the connector" }).click();
  await page.getByText("The Okta connector is removed.").waitFor();
  await page.getByText("No connector yet").waitFor();
  await opened.context.close();
});
