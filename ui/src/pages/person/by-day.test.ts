import { expect, test } from "vitest";
import { withoutEcho } from "./by-day.ts";

const change = (attribute: string) => ({ attribute, before: null, after: "Admin" });
const URN = "urn:ietf:params:scim:schemas:extension:latchkey:2.0:User:accessRole";

test("a role that is told only by its attribute stays told", () => {
  expect(withoutEcho([change("title"), change(URN)])).toHaveLength(2);
});

test("a role in effect is told once, whichever attribute it came in", () => {
  const told = withoutEcho([change(URN), change("roles"), change("access role"), change("title")]);
  expect(told.map(({ attribute }) => attribute)).toEqual(["access role", "title"]);
});
