// A second factor on the real server, in a real browser with an authenticator in software (CDP's WebAuthn).
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, test } from "node:test";
import { launchChromium, violationsOf } from "../chromium.mjs";
import { OWNER, PASSWORD, startServed } from "./served.mjs";

let served;
let browser;
before(async () => {
  // Behind a reverse proxy a server is reached from elsewhere, so an admin needs a second factor.
  served = await startServed("--trusted-proxy", "10.9.9.9/32");
  browser = await launchChromium();
});
after(async () => {
  await browser?.close();
  await served?.stop();
});

/** RFC 6238: the step of half a minute that is now. */
const stepNow = () => Math.floor(Date.now() / 30_000);

/** The code of a step. */
function totp(key, step) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...key].map((letter) => letters.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const secret = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", secret).update(counter).digest();
  const number = mac.readUInt32BE(mac.at(-1) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

async function withPassword(page) {
  await page.getByLabel("Email or user name").fill(OWNER);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.keyboard.press("Enter");
}
const home = (page) => page.getByRole("heading", { level: 1, name: "Home" }).waitFor();
async function signOut(page) {
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByText("You are signed out of Latchkey.").waitFor();
}

test("a passkey, an authenticator app and a recovery code sign in, and the operator's reset starts anew", async () => {
  const context = await browser.newContext({ viewport: { width: 1200, height: 800 } });
  const page = await context.newPage();
  const violations = await violationsOf(page);
  const cdp = await context.newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const options = {
    protocol: "ctap2",
    transport: "internal",
    hasUserVerification: true,
    isUserVerified: true,
  };
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", { options });

  // The first sign-in asks for one, and a passkey is made.
  await page.goto(served.url);
  await withPassword(page);
  await page.getByRole("heading", { level: 1, name: "Add a second factor" }).waitFor();
  await page.getByRole("radio", { name: /Passkey/ }).check();
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByLabel("Name of the passkey").fill("Work laptop");
  await page.keyboard.press("Enter");
  const codes = page.getByRole("list", { name: "Recovery codes" }).getByRole("listitem");
  await codes.first().waitFor();
  assert.equal(await codes.count(), 10);
  const recovery = await codes.allTextContents();
  const { credentials } = await cdp.send("WebAuthn.getCredentials", { authenticatorId });
  assert.deepEqual(
    credentials.map(({ rpId }) => rpId),
    ["localhost"],
  );
  await page.getByRole("button", { name: "I have kept them" }).click();
  await home(page);
  await page.getByText('The passkey "Work laptop" was added.').first().waitFor();

  // It signs in.
  await signOut(page);
  await withPassword(page);
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await home(page);

  // Without its owner's finger it does not.
  await signOut(page);
  await withPassword(page);
  await cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await page.getByText("The browser gave no passkey").waitFor();
  await cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: true });
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await home(page);

  // An authenticator app beside it.
  await page.goto(`${served.url}/me`);
  await page.getByRole("button", { name: "Add an authenticator app…" }).click();
  const dialog = page.getByRole("dialog", { name: "Authenticator app" });
  await dialog.getByLabel("Your local password").fill(PASSWORD);
  await page.keyboard.press("Enter");
  await dialog.getByRole("img", { name: "QR code for the authenticator app" }).waitFor();
  const key = (await dialog.locator("code").textContent()).replaceAll(" ", "");
  // Kept: half a minute may end between here and the second use.
  const step = stepNow();
  await dialog.getByLabel("The code that the app shows now").fill(totp(key, step));
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Remove Authenticator app" }).waitFor();

  // The code that confirmed it is used; the next one signs in.
  await signOut(page);
  await withPassword(page);
  await page.getByLabel("Code of your authenticator app").fill(totp(key, step));
  await page.keyboard.press("Enter");
  await page.getByText("used already").waitFor();
  const next = totp(key, step + 1);
  await page.getByLabel("Code of your authenticator app").fill(`${next.slice(0, 3)} ${next.slice(3)}`);
  await page.keyboard.press("Enter");
  await home(page);

  // A recovery code, once.
  for (const [code, outcome] of [
    [recovery[0], "Home"],
    [recovery[0], null],
  ]) {
    await signOut(page);
    await withPassword(page);
    await page.getByRole("button", { name: "Use a recovery code" }).click();
    await page.getByLabel("Recovery code").fill(code);
    await page.keyboard.press("Enter");
    if (outcome) await home(page);
    else await page.getByText("That is none of your recovery codes").waitFor();
    if (!outcome) break;
  }

  // Whoever lost all of it asks the operator.
  const before = JSON.parse(await served.run("user", "second-factor", OWNER, "--json"));
  assert.equal(before.passkeys.length, 1);
  assert.equal(before.recoveryCodes, 9);
  await served.run("user", "second-factor", OWNER, "--reset");
  await page.goto(served.url);
  await withPassword(page);
  await page.getByRole("heading", { level: 1, name: "Add a second factor" }).waitFor();
  assert.deepEqual(violations, []);
  await context.close();
});
