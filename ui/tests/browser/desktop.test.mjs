// The pages of the desktop window, in a browser with a stand-in for the program around it: how they look and what they
// ask for. That the program does it is shown in tests/tests/desktop.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { after, before, test } from "node:test";
import { assertSound, startBrowser } from "./browser.mjs";

let browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser.stop());

const CHOOSING = {
  page: 1,
  version: "0.1.0",
  mode: null,
  address: null,
  dataDir: "/home/ana/.local/share/latchkey",
  refusal: null,
  missing: [],
};
const CONNECTED = { ...CHOOSING, mode: "connect", address: "https://latchkey.acme.com" };

/** In the page: answers commands as `answers` says; calls to the server go to the fake one. */
function program({ state, answers }) {
  const asked = [];
  window.asked = asked;
  const carry = async ({ method, path, contentType, body }) => {
    const headers = contentType ? { "content-type": contentType } : {};
    const response = await fetch(path, { method, headers, body: body?.text });
    return {
      status: response.status,
      headers: [["content-type", response.headers.get("content-type") ?? ""]],
      body: { text: await response.text() },
    };
  };
  window.__TAURI_INTERNALS__ = {
    invoke: async (command, args) => {
      asked.push([command, args]);
      if (command === "desktop_state") return state;
      if (command === "call") return carry(args.request);
      // A list is answered one by one; after it, and where there is none, the program keeps the page waiting.
      const answer = Array.isArray(answers[command]) ? answers[command].shift() : answers[command];
      if (answer === undefined) return new Promise(() => {});
      if (answer?.refused) throw answer.refused;
      return answer;
    },
  };
}

const open = (path, { state, answers = {}, server = {}, ...options }) =>
  browser.open(path, server, {
    ...options,
    init: { script: program, value: { state, answers: { ready: null, ...answers } } },
  });

/** A picture where SHOTS names a folder, to look at. */
async function shot(page, name) {
  if (!process.env.SHOTS) return;
  await mkdir(process.env.SHOTS, { recursive: true });
  await page.screenshot({ path: `${process.env.SHOTS}/${name}.png` });
}

for (const colorScheme of ["light", "dark"]) {
  test(`a start that was refused says why and offers the server that is there, ${colorScheme}`, async () => {
    const refusal = {
      code: "served",
      sentence:
        "Another Latchkey runs on /home/ana/.local/share/latchkey already, so this one was not started.",
      address: "http://127.0.0.1:8765",
    };
    const opened = await open("/", { state: { ...CHOOSING, refusal }, colorScheme });
    const { page } = opened;
    await page.getByText("Another Latchkey runs on").waitFor();
    await shot(page, `start-served-${colorScheme}`);
    await assertSound(opened);
    await page.getByRole("button", { name: "Connect to http://127.0.0.1:8765" }).click();
    await page.getByText("Connecting…").waitFor();
    const asked = await page.evaluate(() => window.asked);
    assert.deepEqual(
      asked.filter(([command]) => command === "connect"),
      [["connect", { address: "http://127.0.0.1:8765" }]],
    );
  });

  test(`the choice between hosting and connecting, ${colorScheme}`, async () => {
    const refused = { code: "lost", sentence: "https://latchkey.acme.com did not answer: timed out." };
    const opened = await open("/", { state: CHOOSING, answers: { connect: { refused } }, colorScheme });
    const { page } = opened;
    await page.getByRole("radio", { name: "Run Latchkey on this machine" }).waitFor();
    await shot(page, `start-host-${colorScheme}`);
    await assertSound(opened);
    await page.getByRole("radio", { name: "Connect to a Latchkey server" }).click();
    await page.getByLabel("Server address").fill("latchkey.acme.com");
    await page.getByRole("button", { name: "Connect", exact: true }).click();
    await page.getByText("did not answer").waitFor();
    assert.equal(await page.getByLabel("Server address").inputValue(), "latchkey.acme.com");
    await shot(page, `start-connect-refused-${colorScheme}`);
    await assertSound(opened);
  });

  test(`the wait for the system's browser, ${colorScheme}`, async () => {
    const underWay = {
      authorizeUrl: "https://acme.okta.com/oauth2/default/v1/authorize?client_id=0oa1",
      redirectUri: "http://127.0.0.1:8766/callback",
      opened: false,
    };
    const refused = {
      code: "not_this_sign_in",
      sentence:
        "This address does not belong to the sign-in that the app waits for, so it was not used. Copy the whole address " +
        "that the browser ended on; it begins with http://127.0.0.1:8766/callback?",
    };
    const answers = { sign_in_under_way: underWay, hand_in_address: [{ refused }, null] };
    const opened = await open("/", { state: CONNECTED, server: { mode: "okta" }, answers, colorScheme });
    const { page } = opened;
    await page.getByRole("button", { name: "Sign in with Okta" }).click();
    await page.getByRole("heading", { name: "Go on in your browser" }).waitFor();
    await page.getByText(underWay.authorizeUrl).waitFor();
    await page.getByRole("button", { name: "The browser is on another machine" }).click();
    await page
      .getByLabel("Address that the browser ended on")
      .fill("http://127.0.0.1:8766/callback?code=c&state=s");
    await page.getByRole("button", { name: "Use this address" }).click();
    // What does not fit is said beside the field, and stays typed.
    const alert = "begins with http://127.0.0.1:8766/callback?";
    await page.getByText(alert).waitFor();
    await shot(page, `sign-in-refused-address-${colorScheme}`);
    await assertSound(opened);
    const field = page.getByLabel("Address that the browser ended on");
    assert.equal(await field.inputValue(), "http://127.0.0.1:8766/callback?code=c&state=s");
    await field.fill("http://127.0.0.1:8766/callback?code=c&state=s2");
    await page.getByText(alert).waitFor({ state: "hidden" });
    await page.getByRole("button", { name: "Use this address" }).click();
    await page.getByText("This is the right address").waitFor();
    await shot(page, `sign-in-waiting-${colorScheme}`);
    await assertSound(opened);
  });

  test(`a server that became another version is left, and which one to update is said, ${colorScheme}`, async () => {
    const sentence =
      "The server at https://latchkey.acme.com is Latchkey 9.0.0, which is too new for this app (0.1.0). Update the app " +
      "on this machine; nothing was changed.";
    const state = {
      ...CHOOSING,
      address: "https://latchkey.acme.com",
      refusal: { code: "app_older", sentence, address: null },
    };
    const opened = await open("/", { state, colorScheme });
    const { page } = opened;
    await page.getByText("Update the app on this machine").waitFor();
    assert.equal(await page.getByLabel("Server address").inputValue(), "https://latchkey.acme.com");
    await shot(page, `start-other-version-${colorScheme}`);
    await assertSound(opened);
  });

  test(`what the machine lacks is said, ${colorScheme}`, async () => {
    const state = { ...CONNECTED, mode: "host", missing: ["session_bus"] };
    const answers = { next_event: [{ kind: "notice", what: "stray_sign_in" }] };
    const opened = await open("/", { state, answers, colorScheme });
    const { page } = opened;
    await page.getByText("This machine has no session bus").waitFor();
    await page.getByText("does not wait for").waitFor();
    await shot(page, `missing-${colorScheme}`);
    await assertSound(opened);
  });
}

test("what is asked of the server goes through the program, and a refusal of Okta's is shown in its own words", async () => {
  const refused = {
    code: "issuer_refused",
    sentence: "The issuer refused the sign-in with access_denied.",
    issuerSaid: { error: "access_denied", description: "User is not assigned to the client application." },
  };
  const { page } = await open("/", {
    state: CONNECTED,
    server: { mode: "okta" },
    answers: { sign_in: { refused } },
  });
  await page.getByRole("button", { name: "Sign in with Okta" }).click();
  await page.getByText("User is not assigned to the client application.").waitFor();
  const asked = await page.evaluate(() => window.asked.map(([command]) => command));
  assert.ok(asked.includes("call") && asked.includes("ready"), asked.join());
  await page.getByText("Latchkey on latchkey.acme.com").waitFor();
});

test("the first close while hosting asks whether to keep running or to quit", async () => {
  for (const [button, keepRunning] of [
    ["Close the window", true],
    ["Quit Latchkey", false],
  ]) {
    const opened = await open("/", {
      state: { ...CONNECTED, mode: "host" },
      answers: { close_window: null, next_event: [{ kind: "closing" }] },
    });
    const { page } = opened;
    await page.getByRole("dialog", { name: "Latchkey keeps running for Okta" }).waitFor();
    await shot(page, "closing");
    await assertSound(opened);
    await page.getByRole("button", { name: button }).click();
    const asked = await page.evaluate(() => window.asked.filter(([command]) => command === "close_window"));
    assert.deepEqual(asked, [["close_window", { keepRunning }]]);
  }
});
