// Views of People, a person, groups.
import { userId } from "./activity-entries.mjs";
import { groups, idOf, LOCAL, PROVISIONED } from "./directory.mjs";

const owner = (over) => ({ as: "owner", ...over });
const click = (name) => (page) => page.getByRole("button", { name }).click();
const menu = (item) => async (page) => {
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: item }).click();
};
const person = `/people/${idOf(PROVISIONED)}`;
const local = `/people/${idOf(LOCAL)}`;

export const peopleViews = [
  { name: "many", path: "/people", state: owner({ people: 100_000 }), ready: "100,000" },
  {
    name: "filtered",
    path: "/people?role=Admin,User&status=active&q=berg&sort=-lastSignIn",
    state: owner({}),
    ready: "of 240",
  },
  {
    name: "selected",
    path: "/people",
    state: owner({}),
    ready: "240",
    act: async (page) => {
      for (const n of [1, 2, 5]) await page.getByRole("row").nth(n).getByRole("checkbox").click();
    },
  },
  {
    name: "bulk deactivate",
    path: "/people",
    state: owner({}),
    ready: "240",
    act: async (page) => {
      await page.getByRole("checkbox", { name: "Select all that match" }).click();
      await page.getByRole("button", { name: "Deactivate…" }).click();
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "filter open",
    path: "/people",
    state: owner({}),
    ready: "240",
    act: click("Group"),
  },
  { name: "columns", path: "/people", state: owner({}), ready: "240", act: click("Columns") },
  { name: "empty by filter", path: "/people?q=nobody+at+all", state: owner({}), ready: "Nothing matches" },
  { name: "only the owner", path: "/people", state: owner({ empty: true }), ready: "1 person" },
  { name: "failed", path: "/people", state: owner({ fail: "users" }), ready: "Try again" },
  { name: "reader", path: "/people", state: { as: "reader" }, ready: "240" },
  { name: "not yours", path: "/people", state: { as: "none" }, ready: "not yours" },
  { name: "add", path: "/people?do=add", state: owner({}), ready: "Family name" },
];

export const personViews = [
  { name: "overview", path: person, state: owner({}), ready: "Profile" },
  { name: "why", path: person, state: owner({}), ready: "Profile", act: click("Why is Family name so?") },
  { name: "edit", path: `${person}?do=edit`, state: owner({}), ready: "Changed in Okta" },
  { name: "edit local", path: `${local}?do=edit`, state: owner({}), ready: "Family name" },
  { name: "groups", path: `${person}?tab=groups`, state: owner({}), ready: "Groups" },
  { name: "sessions", path: `${person}?tab=sessions`, state: owner({}), ready: "Web portal" },
  { name: "history", path: `/people/${userId(0)}?tab=history`, state: owner({}), ready: "Today" },
  { name: "deactivate", path: person, state: owner({}), ready: "Profile", act: menu("Deactivate…") },
  { name: "invite", path: local, state: owner({}), ready: "Profile", act: menu("Invite link…") },
  { name: "reader", path: person, state: { as: "reader" }, ready: "Profile" },
  {
    name: "gone",
    path: "/people/0197f0c0-0000-7000-8000-ffffffffffff",
    state: owner({}),
    ready: "Nobody is here",
  },
  { name: "failed", path: person, state: owner({ fail: "users" }), ready: "Try again" },
];

export const groupViews = [
  { name: "list", path: "/groups", state: owner({}), ready: "Engineering" },
  { name: "empty", path: "/groups", state: owner({ empty: true }), ready: "No groups yet" },
  { name: "one", path: `/groups/${groups[0].id}`, state: owner({}), ready: "Ana Costa" },
  { name: "no members", path: `/groups/${groups[5].id}`, state: owner({}), ready: "no members" },
];

export const shellViews = [
  {
    name: "rehearsal",
    path: "/groups",
    state: owner({ rehearsal: true }),
    ready: "This is a rehearsal",
  },
  {
    name: "palette",
    path: "/groups",
    state: owner({}),
    ready: "Engineering",
    act: async (page) => {
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox").fill("an");
      await page.getByRole("option", { name: /ana.costa/ }).waitFor();
    },
  },
  {
    name: "shortcuts",
    path: "/groups",
    state: owner({}),
    ready: "Engineering",
    act: async (page) => {
      await page.keyboard.press("?");
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "menu of a phone",
    path: "/groups",
    state: owner({}),
    ready: "Engineering",
    act: async (page) => {
      await page.setViewportSize({ width: 480, height: 640 });
      await page.getByRole("button", { name: "Menu" }).click();
    },
  },
];
