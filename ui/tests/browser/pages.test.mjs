// Every page in every state, both themes, every size of window.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { people, refusals } from "../../fake-server/people.mjs";
import { assertSoundEverywhere, startBrowser } from "./browser.mjs";

let browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser.stop());

const pages = [
  ...Object.keys(refusals).map((code) => [
    `refused: ${code}`,
    `/auth/callback?refuse=${code}`,
    {},
    refusals[code].title,
  ]),
  ["server away", "/", { away: true }, "The server does not answer"],
  ["server failing", "/", { broken: true }, "This page could not be loaded"],
  ["no such page", "/nothing/here", { as: "ana" }, "There is no page here"],
  ["sign in: local", "/", { mode: "local" }, "Sign in to Acme"],
  ["sign in: Okta", "/", { mode: "okta" }, "Sign in to Acme"],
  ["sign in: both, rehearsal", "/", { mode: "both", rehearsal: true }, "Sign in to Acme"],
  ["sign in: page without boot data", "/", { mode: "okta", silent: true }, "Sign in to Acme"],
  ...Object.keys(people).map((as) => [`home: ${as}`, "/", { as }, "Home"]),
];

let within;
for (const [name, path, state, heading] of pages) {
  test(name, async () => {
    // One load, many looks: the page follows the system's theme and the window while it is open.
    within ??= await browser.newContext();
    const opened = await browser.open(path, state, { within });
    await opened.page.getByRole("heading", { level: 1, name: heading }).waitFor();
    await assertSoundEverywhere(opened);
    await opened.page.close();
  });
}

test("without script, a refusal is whole in the HTML as served", async () => {
  const { page, response, context } = await browser.open(
    "/auth/callback?refuse=not_assigned",
    {},
    { javaScriptEnabled: false },
  );
  assert.equal(response.status(), 403);
  await page.getByRole("heading", { level: 1, name: "Okta has not assigned you to this app" }).waitFor();
  const text = await page.locator("main").textContent();
  for (const part of ["User is not assigned to the client application.", "Ask an admin", "it@acme.com"])
    assert.ok(text.includes(part), part);
  assert.ok(await page.getByRole("link", { name: "Try again" }).isVisible());
  await context.close();
});

test("without script, the sign-in page leads to Okta", async () => {
  const { page, context } = await browser.open("/", { mode: "okta" }, { javaScriptEnabled: false });
  assert.equal(
    await page.getByRole("link", { name: "Sign in with Okta" }).getAttribute("href"),
    "/auth/login",
  );
  await context.close();
});

test("the first frame has its theme before any script", async () => {
  for (const [colorScheme, canvas] of [
    ["light", "rgb(246, 247, 249)"],
    ["dark", "rgb(15, 18, 22)"],
  ]) {
    const { page, context } = await browser.open(
      "/",
      { mode: "okta" },
      { colorScheme, javaScriptEnabled: false },
    );
    assert.equal(
      await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor),
      canvas,
    );
    await context.close();
  }
});

test("a theme that was chosen is there before the app is, whatever the system's", async () => {
  for (const [chosen, system, canvas] of [
    ["dark", "light", "rgb(15, 18, 22)"],
    ["light", "dark", "rgb(246, 247, 249)"],
  ]) {
    const { page, context, violations } = await browser.open("/", { mode: "okta" }, { colorScheme: system });
    await page.evaluate((theme) => localStorage.setItem("mantine-color-scheme-value", theme), chosen);
    // The app's own files never arrive: what is seen is the first frame.
    await page.route("**/assets/*.js", (route) => route.abort());
    await page.reload();
    const seen = await page.evaluate(() => {
      const { backgroundColor, colorScheme } = getComputedStyle(document.documentElement);
      return [backgroundColor, colorScheme, getComputedStyle(document.body).backgroundColor];
    });
    assert.deepEqual(seen, [canvas, chosen, canvas]);
    assert.deepEqual(violations, []);
    await context.close();
  }
});

test("the logo can be saved for Okta: a PNG of at least 420 by 120, under 1 MB", async () => {
  const { page, context } = await browser.open("/", { mode: "okta" });
  const logo = page.getByRole("img", { name: "Latchkey" });
  const size = await logo.evaluate(async (img) => {
    await img.decode();
    return [img.naturalWidth, img.naturalHeight];
  });
  assert.deepEqual(size, [840, 240]);
  const file = await context.request.get(browser.origin + (await logo.getAttribute("src")));
  assert.equal(file.headers()["content-type"], "image/png");
  assert.ok((await file.body()).length < 1_000_000);
  await context.close();
});
