// Views of Home, one's account and Activity.
const newest = "0197f0b1-0000-7000-8000-000000002416";
const entry = (back) => newest.slice(0, -4) + String(Number(newest.slice(-4)) - back).padStart(4, "0");
const owner = (over) => ({ as: "owner", ...over });

const homeViews = [
  { name: "a working day", path: "/", state: owner({}), ready: "Latest activity" },
  { name: "nothing needed", path: "/", state: owner({ home: "calm" }), ready: "Nothing needs you" },
  { name: "mass deactivation", path: "/", state: owner({ home: "mass" }), ready: "Bring all 38 back" },
  { name: "waiting for Okta", path: "/", state: owner({ home: "waiting" }), ready: "6 of 14" },
  { name: "just set up", path: "/", state: owner({ home: "new" }), ready: "0 of 14" },
  { name: "suspended", path: "/", state: owner({ home: "suspended" }), ready: "Suspended" },
  { name: "lifted", path: "/", state: owner({ home: "lifted" }), ready: "local passwords let people in" },
  { name: "failed", path: "/", state: owner({ fail: "home" }), ready: "Try again" },
  {
    name: "bring back",
    path: "/",
    state: owner({ home: "mass" }),
    ready: "Bring all 38 back",
    act: (page) => page.getByRole("button", { name: "Bring all 38 back" }).click(),
  },
  ...["ana", "none", "reader"].map((as) => ({ name: as, path: "/", state: { as }, ready: "Profile" })),
];

const accountViews = [
  { name: "okta", path: "/me", state: { as: "long" }, ready: "Web portal" },
  {
    name: "password",
    path: "/me",
    state: owner({ method: "password" }),
    ready: "Local password",
    act: (page) => page.getByRole("button", { name: "Change password" }).click(),
  },
  { name: "sessions failed", path: "/me", state: { as: "ana", fail: "me" }, ready: "Try again" },
];

const toTheEnd = (page) =>
  page
    .locator("[data-scroll-restoration-id=activity]")
    .evaluate((it) => it.scrollTo({ top: it.scrollHeight }));

const activityViews = [
  {
    name: "older failed",
    path: "/activity",
    state: owner({ fail: "older" }),
    ready: "Deactivated Bo Lind",
    act: async (page) => {
      await toTheEnd(page);
      await page.getByText("The older entries did not arrive").waitFor();
    },
  },
  { name: "live", path: "/activity", state: owner({}), ready: "Deactivated Bo Lind" },
  {
    name: "filtered",
    path: "/activity?outcome=refused,wrong_passkey&since=day",
    state: owner({}),
    ready: "37 attempts",
  },
  { name: "nothing matches", path: "/activity?q=zzz", state: owner({}), ready: "Nothing matches" },
  { name: "empty", path: "/activity", state: owner({ empty: true }), ready: "Nothing has happened yet" },
  { name: "failed", path: "/activity", state: owner({ fail: "activity" }), ready: "Try again" },
  { name: "not yours", path: "/activity", state: { as: "ana" }, ready: "not yours" },
  {
    name: "a deactivation",
    path: `/activity/${entry(0)}?tab=request`,
    state: owner({}),
    ready: "Request id",
  },
  { name: "a refusal", path: `/activity/${entry(1)}?tab=answer`, state: owner({}), ready: "Retry in Okta" },
  { name: "changes", path: `/activity/${entry(2)}`, state: owner({}), ready: "Left out" },
  { name: "wrong passkey", path: `/activity/${entry(4)}`, state: owner({}), ready: "What to do" },
  { name: "reads", path: "/activity/reads", state: owner({}), ready: "1,000 shown" },
  {
    name: "no reads",
    path: "/activity/reads",
    state: owner({ empty: true }),
    ready: "Nothing has been read",
  },
  { name: "reads failed", path: "/activity/reads", state: owner({ fail: "activity" }), ready: "Try again" },
  { name: "no such entry", path: "/activity/nowhere", state: owner({}), ready: "no such entry" },
];

const troubleshootingViews = [
  { name: "to mend", path: "/troubleshooting", state: owner({}), ready: "5 things to mend" },
  { name: "all well", path: "/troubleshooting", state: owner({ trouble: "well" }), ready: "is well" },
  {
    name: "a retry arrived",
    path: "/troubleshooting",
    state: owner({ trouble: "retried" }),
    ready: "Retry arrived",
  },
  { name: "failed", path: "/troubleshooting", state: owner({ fail: "troubleshooting" }), ready: "Try again" },
  { name: "not yours", path: "/troubleshooting", state: { as: "ana" }, ready: "not yours" },
];

const rehearsalViews = [
  { name: "at first", path: "/rehearsal", state: owner({}), ready: "Start the rehearsal" },
  {
    name: "running",
    path: "/rehearsal",
    state: owner({ walk: "running", at: 3, users: 200 }),
    ready: "120 of 200",
  },
  { name: "passed", path: "/rehearsal", state: owner({ walk: "passed" }), ready: "All 27 steps" },
  {
    name: "failed steps",
    path: "/rehearsal",
    state: owner({ walk: "failed", dialect: "all" }),
    ready: "3 of 81 steps",
    act: (page) => page.locator("details[open] summary", { hasText: "PUT /scim" }).first().click(),
  },
  {
    name: "cancelled",
    path: "/rehearsal",
    state: owner({ walk: "cancelled", at: 9 }),
    ready: "Ended after 9 of 27",
  },
  { name: "failed", path: "/rehearsal", state: owner({ fail: "rehearsal" }), ready: "Try again" },
  { name: "not yours", path: "/rehearsal", state: { as: "long" }, ready: "not yours" },
];

const inviteViews = [
  { name: "good", path: "/invite/good", state: {}, ready: "Join Acme" },
  { name: "over", path: "/invite/used", state: {}, ready: "This invitation is over" },
  { name: "Okta required", path: "/invite/okta", state: {}, ready: "Everyone here signs in" },
  { name: "failed", path: "/invite/good", state: { fail: "invites" }, ready: "Try again" },
];

export const activityAreaViews = {
  home: homeViews,
  account: accountViews,
  activity: activityViews,
  troubleshooting: troubleshootingViews,
  rehearsal: rehearsalViews,
  invite: inviteViews,
};
