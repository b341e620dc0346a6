// Views of first run, Billing, Organization Setup and Settings.
const press = (name) => (page) => page.getByRole("button", { name, exact: true }).click();
const owner = { as: "owner", method: "password" };

/** Fills first run up to its step `to`. */
const walk = (to) => async (page) => {
  const fill = async (label, value) => page.getByLabel(label, { exact: true }).fill(value);
  const on = () => page.getByRole("button", { name: "Continue" }).click();
  await fill("One-time code", "abcd-2345");
  if (to > 1) {
    await on();
    await fill("Organization", "Acme Rockets");
  }
  if (to > 2) {
    await on();
    await fill("Given name", "Olga");
    await fill("Family name", "Owner");
    await fill("Email", "owner@acme.com");
    await fill("Password", "tram lemon kettle barn");
  }
  if (to > 3) {
    await on();
    await page.getByLabel("At a public https address").check();
    await fill("Public URL", "https://latchkey.acme.com");
  }
};

const chart = (page) => page.locator(".recharts-surface").first().waitFor();

export const setupViews = {
  welcome: [
    { name: "code", path: "/welcome", state: { unset: true }, ready: "Enter the one-time code" },
    ...[2, 3, 4].map((step) => ({
      name: `step ${step}`,
      path: "/welcome",
      state: { unset: true },
      ready: "Enter the one-time code",
      act: walk(step),
    })),
  ],
  billing: [
    {
      name: "on",
      path: "/billing",
      state: { ...owner, okta: "working" },
      ready: "Seats over time",
      act: chart,
    },
    {
      name: "off",
      path: "/billing",
      state: { ...owner, toolkit: "off", seats: "few" },
      ready: "Seats over time",
    },
    {
      name: "suspended",
      path: "/billing",
      state: { ...owner, toolkit: "suspended", okta: "suspended" },
      ready: "The Okta connector is suspended",
    },
    {
      name: "disable",
      path: "/billing",
      state: { ...owner, okta: "working" },
      ready: "Seats over time",
      act: press("Disable…"),
    },
    {
      name: "numbers",
      path: "/billing",
      state: owner,
      ready: "Seats over time",
      act: press("Show the numbers"),
    },
    { name: "failed", path: "/billing", state: { ...owner, fail: "billing" }, ready: "Try again" },
    { name: "not yours", path: "/billing", state: { as: "ana" }, ready: "not yours" },
  ],
};
