// Views of the second step of a sign-in, of one's own second factors, and of somebody else's.
import { idOf, LOCAL } from "./directory.mjs";

const press = (name) => (page) => page.getByRole("button", { name, exact: true }).click();

/** Signs in with the right password, which leads to the second step. */
export const withPassword = async (page) => {
  await page.getByLabel("Email or user name").fill("owner@acme.com");
  await page.getByLabel("Password", { exact: true }).fill("correct horse");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: /One more step|Add a second factor/ }).waitFor();
};
const then =
  (...steps) =>
  async (page) => {
    await withPassword(page);
    for (const step of steps) await step(page);
  };
const step = (name, state, ...steps) => ({
  name,
  path: "/",
  state: { mode: "local", ...state },
  ready: "Email or user name",
  act: then(...steps),
});
const type = (label, text) => async (page) => {
  await page.getByLabel(label).fill(text);
  await page.keyboard.press("Enter");
};
const code = "Code of your authenticator app";
const appeared = (text) => (page) => page.getByText(text).first().waitFor();

const account = (name, state, act) => ({
  name,
  path: "/me",
  state: { as: "owner", method: "password", ...state },
  ready: "Asked for after your local password",
  ...(act ? { act } : {}),
});
const dialog = (name) => async (page) => {
  await page.getByRole("button", { name, exact: true }).first().click();
  await page.getByRole("dialog").waitFor();
};

export const secondFactorViews = {
  "second step": [
    step("code", { step: "code" }),
    step("wrong code", { step: "code" }, type(code, "000 000"), appeared("That is not the code")),
    step("too many", { step: "code", answer: "many" }, type(code, "000 000"), appeared("Wait 30")),
    step("passkey or code", { step: "passkey" }),
    step("recovery code", { step: "code" }, press("Use a recovery code")),
    step("recovery codes alone", { step: "codes" }),
    step("nothing that works", { step: "elsewhere" }),
    step("over", { step: "code", answer: "spent" }, type(code, "123 456"), appeared("That took longer")),
    step("add one", { step: "enrol" }),
    step("add an app, at an address", { step: "enrol-app" }),
    step("add an app", { step: "enrol" }, press("Next"), appeared("Scan this")),
    step(
      "recovery codes",
      { step: "enrol" },
      press("Next"),
      type("The code that the app shows now", "123 456"),
      appeared("I have kept them"),
    ),
  ],
  "second factor": [
    account("none", { factors: "none" }),
    account("required", { factors: "required" }),
    account("some", { factors: "some" }),
    account("many", { factors: "many" }),
    account("by an address", { factors: "address" }),
    { ...account("failed", { fail: "factors" }), ready: "Try again" },
    account("add an app", { factors: "none" }, dialog("Add an authenticator app…")),
    account("remove", { factors: "some" }, dialog("Remove Work laptop")),
    account("rename", { factors: "some" }, dialog("Rename Work laptop")),
    account("new recovery codes", { factors: "some" }, async (page) => {
      await dialog("Make new ones…")(page);
      await press("Make new ones")(page);
      await page.getByText("I have kept them").waitFor();
    }),
    {
      name: "somebody else’s",
      path: `/people/${idOf(LOCAL)}`,
      state: { as: "owner", factors: "some" },
      ready: "Authenticator app, 1 passkey",
      act: async (page) => {
        await page.getByRole("button", { name: "More" }).click();
        await page.getByRole("menuitem", { name: "Reset second factor…" }).click();
        await page.getByRole("dialog").waitFor();
      },
    },
  ],
};
