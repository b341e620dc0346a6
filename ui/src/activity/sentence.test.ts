import { expect, test } from "vitest";
import type { Entry } from "../api/activity.ts";
import { attributeLabel, milliseconds, valueInWords, whatHappened, whoDidIt } from "./sentence.ts";

const bo = { kind: "user", id: "u1", name: "Bo Lind" };
const told = (action: string, outcome: Entry["outcome"] = "changed") =>
  whatHappened({ action, target: bo, outcome });

test("an action of a newer server is told by its own name rather than hidden", () => {
  expect(told("user.teleported")).toBe("user.teleported: Bo Lind");
});

test("what was not done is told as what was asked for", () => {
  expect(told("user.deactivated")).toBe("Deactivated Bo Lind");
  expect(told("user.deactivated", "refused")).toBe("Deactivate Bo Lind");
  expect(told("user.deactivated", "unchanged")).toBe("Deactivate Bo Lind");
  expect(told("session.began")).toBe("Bo Lind signed in");
});

test("reads that were gathered name nobody", () => {
  const scim = { kind: "scim", id: null, name: "SCIM" };
  expect(whatHappened({ action: "user.read", target: scim, outcome: "read" })).toBe("Read people one by one");
  expect(whatHappened({ action: "group.read", target: scim, outcome: "refused" })).toBe("Read a group");
  expect(told("user.read", "read")).toBe("Read Bo Lind");
});

test("what stores nothing is done all the same, unless it was refused", () => {
  expect(told("passkey.revealed", "done")).toBe("Revealed the Integration Passkey");
  expect(told("passkey.revealed", "refused")).toBe("Reveal the Integration Passkey");
  expect(told("rehearsal.started", "done")).toBe("Started a rehearsal");
});

test("an action named like something every object has is not taken for known", () => {
  expect(told("toString")).toBe("toString: Bo Lind");
});

test("a person is named, the rest are what they are", () => {
  expect(whoDidIt({ kind: "person", id: "u2", name: "Ana Berg" })).toBe("Ana Berg");
  expect(whoDidIt({ kind: "unknown", id: null, name: "unknown caller" })).toBe("Unknown caller");
});

test("an attribute is named in words whatever form its path has", () => {
  expect(attributeLabel("name.familyName")).toBe("Family name");
  expect(attributeLabel("urn:ietf:params:scim:schemas:extension:latchkey:2.0:User:accessRole")).toBe(
    "Access role",
  );
  expect(attributeLabel('phoneNumbers[type eq "work"].value')).toBe("Phone");
  expect(attributeLabel("shoeSize")).toBe("shoeSize");
});

test("values in a line: absent and empty are told apart", () => {
  expect(valueInWords(null)).toBe("not there");
  expect(valueInWords("")).toBe("empty");
  expect(valueInWords(false)).toBe("no");
  expect(valueInWords(true)).toBe("yes");
  expect(valueInWords([])).toBe("empty");
  expect(valueInWords(["a", "b"])).toBe("a, b");
  expect(valueInWords([{ value: "bo@acme.com", type: "work" }, { value: "b@lind.se" }])).toBe(
    "bo@acme.com, b@lind.se",
  );
  expect(valueInWords([{ value: "a" }, { type: "work" }])).toBe('[{"value":"a"},{"type":"work"}]');
  expect(valueInWords({ value: "a" })).toBe('{"value":"a"}');
});

test("milliseconds keep a tenth while that means something", () => {
  expect(milliseconds(420)).toBe("0.4");
  expect(milliseconds(12_400)).toBe("12");
  expect(milliseconds(1_204_000)).toBe("1,204");
});
