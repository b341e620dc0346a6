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
  organization: [
    ...["none", "new", "waiting", "working", "refusing", "suspended"].map((okta) => ({
      name: okta,
      path: "/organization",
      state: { ...owner, okta, policy: okta === "working" ? "saved" : "none" },
      ready: okta === "none" ? "No connector yet" : "Remove the connector",
    })),
    {
      name: "toolkit off",
      path: "/organization",
      state: { ...owner, toolkit: "off" },
      ready: "Connectors need Enterprise Toolkit",
    },
    {
      name: "add connector",
      path: "/organization",
      state: owner,
      ready: "No connector yet",
      act: async (page) => {
        await press("Add Connector")(page);
        await page.getByText("OneLogin").waitFor();
      },
    },
    {
      name: "two passkeys",
      path: "/organization",
      state: { ...owner, okta: "working", passkeys: 2 },
      ready: "Old passkey",
    },
    {
      name: "revealed",
      path: "/organization",
      state: { ...owner, okta: "working" },
      ready: "Remove the connector",
      act: async (page) => {
        await press("Reveal")(page);
        await page.getByText("Hidden again after 60 seconds").waitFor();
      },
    },
    {
      name: "fresh sign-in",
      path: "/organization",
      state: { ...owner, okta: "working", stale: true },
      ready: "Remove the connector",
      act: press("Reveal"),
    },
    {
      name: "rotate",
      path: "/organization",
      state: { ...owner, okta: "working" },
      ready: "Remove the connector",
      act: press("Rotate…"),
    },
    {
      name: "issuer mistake",
      path: "/organization",
      state: { ...owner, okta: "new" },
      ready: "Remove the connector",
      act: async (page) => {
        await page.getByLabel("Issuer URL").fill("https://acme-admin.okta.com");
        await page.getByRole("button", { name: "Use https://acme.okta.com" }).waitFor();
        await page.getByLabel("Issuer URL").scrollIntoViewIfNeeded();
      },
    },
    {
      name: "require",
      path: "/organization",
      state: { ...owner, okta: "working" },
      ready: "Remove the connector",
      act: async (page) => {
        await page.getByLabel("Issuer URL").fill("https://acme.okta.com");
        await page.getByLabel("Client ID").fill("0oa1b2c3d4e5f6g7h8i9");
        await press("Save…")(page);
        await page.getByText("2 would not get in").waitFor();
      },
    },
    {
      name: "reach",
      path: "/organization",
      state: { ...owner, okta: "new" },
      ready: "Remove the connector",
      act: (page) => page.getByRole("heading", { name: "Reach" }).scrollIntoViewIfNeeded(),
    },
    {
      name: "reach tested",
      path: "/organization",
      state: { ...owner, okta: "working" },
      ready: "Remove the connector",
      act: async (page) => {
        await page.getByRole("button", { name: "Test", exact: true }).click();
        await page.getByText("This installation answers").waitFor();
        await page.getByRole("heading", { name: "Reach" }).scrollIntoViewIfNeeded();
      },
    },
    {
      name: "one app",
      path: "/organization?way=one",
      state: { ...owner, okta: "waiting" },
      ready: "Create the app with the integration wizard",
    },
    {
      name: "failed",
      path: "/organization",
      state: { ...owner, fail: "organization" },
      ready: "Try again",
    },
  ],
  settings: [
    { name: "full", path: "/settings", state: { ...owner, okta: "working" }, ready: "Backups" },
    {
      name: "no backups",
      path: "/settings",
      state: { ...owner, backups: "none", from: "default", plain: true },
      ready: "No backup yet",
    },
    { name: "by flag", path: "/settings", state: { ...owner, from: "flag" }, ready: "Given by serve" },
    {
      name: "change",
      path: "/settings",
      state: { ...owner, okta: "working" },
      ready: "Backups",
      act: async (page) => {
        await page.getByRole("textbox", { name: "Public URL" }).fill("https://id.acme.com");
        await press("Save…")(page);
        await page.getByText("Okta keeps calling the old address").waitFor();
      },
    },
    ...["well", "ending", "ended", "refused"].map((certificate) => ({
      name: `certificate ${certificate}`,
      path: "/settings",
      state: { ...owner, certificate },
      ready: "The files are read every few seconds",
      act: (page) => page.getByRole("heading", { name: "Certificate" }).scrollIntoViewIfNeeded(),
    })),
    { name: "a member", path: "/settings", state: { as: "ana" }, ready: "are for EnterpriseAdmins" },
    { name: "failed", path: "/settings", state: { ...owner, fail: "settings" }, ready: "Try again" },
  ],
};
