import { expect, test } from "vitest";
import { accessRoles } from "../roles.ts";
import { navigationFor } from "./navigation.ts";

const seenBy = (role: (typeof accessRoles)[number], exists = (_: string) => true) =>
  navigationFor(role, exists).flatMap(({ entries }) => entries.map(({ to }) => to));

test("a screen without a route is not listed, and a section without screens is not named", () => {
  expect(navigationFor("EnterpriseAdmin", (to) => to === "/").map(({ id }) => id)).toEqual(["home"]);
});

test.each([
  ["none", ["/", "/settings"]],
  ["ReadOnly", ["/", "/people", "/groups", "/settings"]],
  ["User", ["/", "/people", "/groups", "/settings"]],
  ["Admin", ["/", "/people", "/groups", "/activity", "/troubleshooting", "/settings"]],
] as const)("%s sees %j", (role, to) => {
  expect(seenBy(role)).toEqual(to);
});

test("each role sees all that the one before sees", () => {
  accessRoles.slice(1).forEach((role, at) => {
    expect(seenBy(role)).toEqual(expect.arrayContaining(seenBy(accessRoles[at] ?? "none")));
  });
});
