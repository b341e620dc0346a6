import { expect, test } from "vitest";
import { accessRoles, includes, roleKey } from "./roles.ts";
import { texts } from "./texts/index.ts";

test.each([null, undefined, "", "Manager", "admin"])("%j is no access role: app access only", (role) => {
  expect(roleKey(role)).toBe("none");
});

test("each role has everything of the one before, and nothing of the next", () => {
  accessRoles.forEach((mine, at) => {
    expect(accessRoles.filter((needed) => includes(mine, needed))).toEqual(accessRoles.slice(0, at + 1));
  });
});

test("every role has a name and says what it gives", () => {
  for (const role of accessRoles) {
    expect(texts.roles.names[role]).toBeTruthy();
    expect(texts.roles.abilities[role].length).toBeGreaterThan(0);
  }
});
