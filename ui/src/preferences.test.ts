import { beforeEach, expect, test, vi } from "vitest";
import { prefer, preference } from "./preferences.ts";

beforeEach(() => window.localStorage.clear());

test("a choice that nobody knows counts as none", () => {
  window.localStorage.setItem("latchkey.density", "huge");
  expect(preference("density")).toBe("normal");
});

test("storage that is shut off leaves the first choice", () => {
  vi.spyOn(Storage.prototype, "getItem").mockImplementation(() => {
    throw new Error("shut off");
  });
  expect(preference("singleKeys")).toBe("on");
});

test("what was chosen is kept", () => {
  prefer("density", "tall");
  expect(preference("density")).toBe("tall");
});
