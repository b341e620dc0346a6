import { expect, test } from "vitest";
import { changeOf, mergeOf } from "./merge.ts";

const base = { givenName: "Bo", familyName: "Lind", title: "" };

test("both changed one value: neither counts by itself", () => {
  const merge = mergeOf(base, { ...base, familyName: "Berg" }, { ...base, familyName: "Lindqvist" });
  expect(merge).toEqual({ both: ["familyName"], theirs: [], yours: [] });
});

test("both changed it to the same: there is nothing to choose or to save", () => {
  const merge = mergeOf(base, { ...base, familyName: "Berg" }, { ...base, familyName: "Berg" });
  expect(merge).toEqual({ both: [], theirs: [], yours: [] });
});

test("different values: each keeps what the other did not touch", () => {
  const merge = mergeOf(base, { ...base, givenName: "Boris" }, { ...base, title: "Lead" });
  expect(merge).toEqual({ both: [], theirs: ["title"], yours: ["givenName"] });
});

test("only what differs is sent, trimmed, and an emptied value as null", () => {
  const stored = { givenName: "Bo", title: "Lead", department: "" };
  expect(changeOf(stored, { givenName: " Bo ", title: " ", department: "Ops" })).toEqual({
    title: null,
    department: "Ops",
  });
});
