// Views of Home, one's account and Activity.
const newest = "0197f0b1-0000-7000-8000-000000002416";
const entry = (back) => newest.slice(0, -4) + String(Number(newest.slice(-4)) - back).padStart(4, "0");
const owner = (over) => ({ as: "owner", ...over });

export const homeViews = [
  { name: "a working day", path: "/", state: owner({}), ready: "Latest activity" },
  { name: "nothing needed", path: "/", state: owner({ home: "calm" }), ready: "Nothing needs you" },
  { name: "mass deactivation", path: "/", state: owner({ home: "mass" }), ready: "Bring all 38 back" },
  { name: "waiting for Okta", path: "/", state: owner({ home: "waiting" }), ready: "6 of 14" },
  { name: "just set up", path: "/", state: owner({ home: "new" }), ready: "0 of 14" },
  { name: "suspended", path: "/", state: owner({ home: "suspended" }), ready: "Suspended" },
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

export const accountViews = [
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

export const activityViews = [
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
  { name: "no such entry", path: "/activity/nowhere", state: owner({}), ready: "no such entry" },
];
