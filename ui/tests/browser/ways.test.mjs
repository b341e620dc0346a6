// What a person does: signs in, is refused, loses the server, signs out. By keyboard where it matters.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { assertSound, startBrowser } from "./browser.mjs";

let browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser.stop());

async function typePassword(page, password) {
  await page.getByLabel("Email or user name").fill("ana@acme.com");
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.keyboard.press("Enter");
}

test("empty fields are told beside each, and focus goes to the first", async () => {
  const opened = await browser.open("/", { mode: "local" });
  const { page } = opened;
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("Enter your email or user name.").waitFor();
  await page.getByText("Enter your password.").waitFor();
  assert.ok(await page.getByLabel("Email or user name").evaluate((it) => it === document.activeElement));
  await assertSound(opened);
  await opened.context.close();
});

test("a wrong password is told beside the field, and what was typed stays", async () => {
  const opened = await browser.open("/", { mode: "local" });
  const { page } = opened;
  await typePassword(page, "wrong horse");
  await page.getByText("This password does not open an account for ana@acme.com.").waitFor();
  const field = page.getByLabel("Password", { exact: true });
  assert.equal(await field.getAttribute("aria-invalid"), "true");
  assert.equal(await field.inputValue(), "wrong horse");
  await assertSound(opened);
  await opened.context.close();
});

for (const [problem, words] of [
  ["okta_required", "Everyone here signs in through Okta"],
  ["too_many_attempts", "Wait 45 seconds"],
  ["deactivated", "ana@acme.com is deactivated"],
  ["app_access_only", "ana@acme.com has app access only"],
  ["internal", "The disk is full"],
]) {
  test(`a password is refused: ${problem}`, async () => {
    const opened = await browser.open("/", { mode: "local", problem });
    await typePassword(opened.page, "correct horse");
    const said = opened.page.getByRole("alert");
    await said.waitFor();
    assert.ok((await said.textContent()).includes(words), await said.textContent());
    await assertSound(opened);
    await opened.context.close();
  });
}

test("a server that goes away while signing in keeps what was typed", async () => {
  const opened = await browser.open("/", { mode: "local" });
  const { page, setState } = opened;
  // The page asks which ways there are before it shows one: the server must not be gone by then.
  await page.getByLabel("Email or user name").waitFor();
  await setState({ mode: "local", away: true });
  await typePassword(page, "correct horse");
  await page.getByText("The server does not answer, so nobody was signed in.").waitFor();
  assert.equal(await page.getByLabel("Password", { exact: true }).inputValue(), "correct horse");
  await setState({ mode: "local" });
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { level: 1, name: "Home" }).waitFor();
  await opened.context.close();
});

test("sign in with a password and out again, by keyboard alone", async () => {
  const opened = await browser.open("/", { mode: "local" });
  const { page } = opened;
  await page.getByLabel("Email or user name").waitFor();
  await page.keyboard.type("ana@acme.com");
  await page.keyboard.press("Tab");
  await page.keyboard.type("correct horse");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal(await page.getByLabel("Password", { exact: true }).getAttribute("type"), "text");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Home" }).waitFor();
  await page.getByRole("button", { name: "Sign out" }).focus();
  await page.keyboard.press("Enter");
  await page.getByText("You are signed out of Latchkey.").waitFor();
  assert.equal(page.url(), `${browser.origin}/`);
  await assertSound(opened);
  await opened.context.close();
});

test("where the sidebar is a rail, one's own account is one of its signs", async () => {
  const opened = await browser.open("/people", { as: "owner" }, { viewport: { width: 960, height: 640 } });
  const { page } = opened;
  const account = page.getByRole("link", { name: "Your account: Olga Owner" });
  const { width, height } = await account.boundingBox();
  assert.ok(width >= 24 && height >= 24, `${width}×${height}`);
  await account.focus();
  await page.getByRole("tooltip", { name: "Your account: Olga Owner" }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Your account" }).waitFor();
  await assertSound(opened);
  await opened.context.close();
});

test("sign in with Okta comes back to the page that was asked for", async () => {
  const { page, context } = await browser.open("/people?role=Admin", { mode: "okta" });
  await page.getByRole("link", { name: "Sign in with Okta" }).click();
  await page.getByRole("heading", { level: 1, name: "People" }).waitFor();
  assert.equal(page.url(), `${browser.origin}/people?role=Admin`);
  await context.close();
});

test("an owner finds the local password behind the Okta button", async () => {
  const opened = await browser.open("/", { mode: "both" });
  await opened.page.getByRole("button", { name: "Use a local password" }).click();
  await typePassword(opened.page, "correct horse");
  await opened.page.getByRole("heading", { level: 1, name: "Home" }).waitFor();
  await opened.context.close();
});

test("a refused sign-in leaves no code in the address, and Try again goes to Okta", async () => {
  const { page, context, setState } = await browser.open(
    "/auth/callback?refuse=not_assigned&code=secret",
    {},
  );
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.waitForURL(`${browser.origin}/`);
  await setState({ mode: "okta" });
  await page.getByRole("link", { name: "Try again" }).click();
  await page.getByRole("heading", { level: 1, name: "Home" }).waitFor();
  await context.close();
});

test("a sign-out that the server did not do is told, and one stays signed in", async () => {
  const opened = await browser.open("/", { as: "ana", keep: true });
  await opened.page.getByRole("button", { name: "Sign out" }).click();
  await opened.page.getByText("so you are still signed in").waitFor();
  await opened.page.getByRole("heading", { level: 1, name: "Home" }).waitFor();
  await assertSound(opened);
  await opened.context.close();
});

test("a server that goes away shows a banner, keeps the page, and is noticed when it is back", async () => {
  const opened = await browser.open("/", { as: "ana" });
  const { page, setState } = opened;
  await page.clock.install();
  await page.reload();
  await page.getByRole("heading", { level: 1, name: "Home" }).waitFor();
  await setState({ as: "ana", away: true });
  await page.clock.fastForward(61_000);
  await page.getByText("has not answered since").waitFor();
  await page.getByRole("heading", { level: 2, name: "Profile" }).waitFor();
  await assertSound(opened);
  await page.getByRole("button", { name: "Try now" }).click();
  await setState({ as: "ana" });
  // It is noticed by itself, whichever call it was that went unanswered.
  await page.clock.fastForward(11_000);
  await page.getByText("has not answered since").waitFor({ state: "detached" });
  await opened.context.close();
});

test("a screen that asks nothing by itself notices soon that the server went away, by no use of the session", async () => {
  const state = { as: "owner", method: "password" };
  const { page, context, setState } = await browser.open("/billing", state);
  await page.clock.install();
  await page.reload();
  await page.getByRole("heading", { level: 2, name: "Seats over time" }).waitFor();
  const probe = page.waitForRequest((request) => request.url().endsWith("/api/v1/about"));
  await page.clock.fastForward(16_000);
  assert.equal((await probe).headers()["x-latchkey-unattended"], "1");
  await setState({ ...state, away: true });
  await page.clock.fastForward(16_000);
  await page.getByText("has not answered since").waitFor();
  await page.getByRole("heading", { level: 2, name: "Seats over time" }).waitFor();
  await setState(state);
  await page.clock.fastForward(11_000);
  await page.getByText("has not answered since").waitFor({ state: "detached" });
  await context.close();
});

test("a session that was ended elsewhere leads to sign in, and says so", async () => {
  const { page, context, setState } = await browser.open("/", { as: "ana" });
  await page.clock.install();
  await page.reload();
  await page.getByRole("heading", { level: 1, name: "Home" }).waitFor();
  await setState({ mode: "okta" });
  await page.clock.fastForward(61_000);
  await page.getByText("Your session has ended.").waitFor();
  await context.close();
});

test("the script of the first screen is at most 300 KB compressed, signed in or not", async () => {
  for (const [state, whole] of [
    [{ mode: "okta" }, "Sign in to Acme"],
    [{ as: "owner" }, "Latest activity"],
  ]) {
    const { page, context } = await browser.open("/about:blank", { mode: "okta" });
    await context.addCookies([
      { name: "fake", value: encodeURIComponent(JSON.stringify(state)), url: browser.origin },
    ]);
    const scripts = new Map();
    page.on("response", async (response) => {
      if (response.url().endsWith(".js")) scripts.set(response.url(), response.body());
    });
    // Home stays live by a call that waits at the server, so the network is never idle.
    await page.goto(browser.origin);
    await page.getByRole("heading", { name: whole }).waitFor();
    const sizes = await Promise.all([...scripts.values()].map(async (body) => gzipSync(await body).length));
    const total = sizes.reduce((sum, size) => sum + size, 0);
    assert.ok(sizes.length > 0, "no script was loaded");
    assert.ok(total <= 300_000, `${total} bytes`);
    const names = [...scripts.keys()].map((url) => url.split("/").at(-1));
    assert.deepEqual(
      names.filter((name) => /chart/i.test(name)),
      [],
      "a chart is loaded by the page that shows one",
    );
    await context.close();
  }
});

test("whatever has the focus is in sight, and not under the header", async () => {
  for (const path of ["/organization", "/people", "/settings"]) {
    const { page, context } = await browser.open(path, { as: "owner", method: "password", okta: "working" });
    await page.setViewportSize({ width: 1200, height: 500 });
    await page.getByRole("heading", { level: 1 }).waitFor();
    // What of the focused element the page's header, which stays while the pane scrolls, or the window's edge hides.
    const hidden = async () =>
      page.evaluate(() => {
        const it = document.activeElement;
        const header = document.querySelector("main h1").parentElement;
        if (getComputedStyle(header).position !== "sticky") return "the header does not stay";
        if (!header.parentElement.contains(it) || header.contains(it)) return null;
        const { top, bottom, height } = it.getBoundingClientRect();
        const edge = header.getBoundingClientRect().bottom;
        const covered = top < edge - 1 && height < window.innerHeight / 2;
        return covered || bottom <= 0 || top >= window.innerHeight ? it.outerHTML.slice(0, 120) : null;
      });
    for (const key of ["Tab", "Shift+Tab"])
      for (let step = 0; step < 40; step += 1) {
        await page.keyboard.press(key);
        assert.equal(await hidden(), null, `${path}, ${key} ${step + 1}`);
      }
    await context.close();
  }
});

test("a tour through all that styles itself at run time breaks no policy", async () => {
  const opened = await browser.open("/", { as: "owner", method: "password", okta: "working" });
  const { page } = opened;
  await page.getByRole("heading", { level: 1, name: "Home" }).waitFor();
  // The palette, then a page with a menu, a dialog and a popover.
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").getByRole("combobox").fill("people");
  await page.keyboard.press("Escape");
  await page.goto(`${browser.origin}/people`);
  await page.getByRole("button", { name: "Add person" }).click();
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  // A call in its drawer, with JSON.
  await page.goto(`${browser.origin}/activity`);
  await page.getByRole("table").getByRole("link").first().click();
  await page.getByRole("tab", { name: "Request" }).click();
  // A chart, and each theme.
  await page.goto(`${browser.origin}/billing`);
  await page.locator("svg.recharts-surface").first().waitFor();
  await page.goto(`${browser.origin}/settings`);
  for (const theme of ["Dark", "Light"]) {
    await page.getByRole("radio", { name: theme }).check();
    await page.waitForFunction(
      (wanted) => getComputedStyle(document.documentElement).colorScheme === wanted,
      theme.toLowerCase(),
    );
  }
  assert.deepEqual(opened.violations, []);
  assert.deepEqual(opened.thrown, []);
  await opened.context.close();
});
