import { expect, test } from "vitest";
import { type Deeds, deedsFor, matching, pagesFor } from "./commands.ts";

const gone: string[] = [];
const deeds: Deeds = {
  go: (to) => gone.push(to),
  appearance: (scheme) => gone.push(scheme),
  shortcuts: () => gone.push("shortcuts"),
  signOut: () => gone.push("sign-out"),
};
const ids = (list: { id: string }[]) => list.map(({ id }) => id);

test("a reader is offered neither pages nor deeds of an admin", () => {
  expect(ids(pagesFor("ReadOnly", () => true, deeds))).not.toContain("/activity");
  expect(ids(deedsFor("ReadOnly", deeds))).not.toContain("add");
  expect(ids(deedsFor("User", deeds))).not.toContain("reads");
  expect(ids(deedsFor("Admin", deeds))).toContain("add");
});

test("every word counts, in any order and in any case; other words for it count, too", () => {
  const all = deedsFor("Admin", deeds);
  expect(ids(matching(all, "PERSON add"))).toEqual(["add"]);
  expect(ids(matching(all, "invite"))).toEqual(["add"]);
  expect(ids(matching(all, "theme dark"))).toEqual(["dark"]);
  expect(matching(all, "add nothing")).toEqual([]);
  // Whoever types the middle of a word looks for a person.
  expect(matching(all, "earance")).toEqual([]);
});

test("a page is found by what one does there", () => {
  const pages = pagesFor("EnterpriseAdmin", () => true, deeds);
  expect(ids(matching(pages, "conn"))).toEqual(["/organization"]);
  expect(ids(matching(pages, "enterprise tool"))).toEqual(["/billing"]);
  expect(ids(matching(pages, "okta"))).toEqual(["/organization", "/rehearsal"]);
});
