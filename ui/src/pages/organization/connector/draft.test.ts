import { expect, test } from "vitest";
import { clientIdMistake, keepDraft, readDraft, testedAt } from "./draft.ts";

const values = { issuer: "https://acme.okta.com", clientId: "0oa1" };
const begun = { ...values, testBegunAfter: 41 };
const passedAt = "2026-11-23T14:01:00.000Z";
const storageOf = (text: string | null) => ({ getItem: () => text });

test.each([null, "", "not JSON", "7", "[]", '{"issuer":7,"clientId":"x"}'])(
  "%j in storage is no draft",
  (text) => {
    expect(readDraft(storageOf(text))).toBeNull();
  },
);

test("storage that is shut off loses the draft and nothing else", () => {
  const shut = () => {
    throw new Error("shut");
  };
  expect(readDraft({ getItem: shut })).toBeNull();
  expect(() => keepDraft({ setItem: shut, removeItem: shut }, begun)).not.toThrow();
});

test("a draft comes back as it was kept", () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
    removeItem: (key: string) => void kept.delete(key),
  };
  keepDraft(storage, begun);
  expect(readDraft(storage)).toEqual(begun);
  keepDraft(storage, null);
  expect(readDraft(storage)).toBeNull();
});

test.each([
  ["nothing was typed in this tab", values, null, passedAt],
  ["no test passed", values, begun, null],
  ["no test was begun", values, { ...begun, testBegunAfter: null }, passedAt],
  ["another issuer was tested", { ...values, issuer: "x" }, begun, passedAt],
])("values are not tested where %s", (_name, current, draft, passed) => {
  expect(testedAt(current, draft, null, passed)).toBeNull();
});

test("a test that was begun here and passed counts", () => {
  expect(testedAt(values, begun, null, passedAt)).toBe(passedAt);
});

test("what is saved and was tested counts without a draft", () => {
  const saved = { ...values, savedAt: "2026-11-03T10:02:00.000Z", testedAt: "2026-11-03T10:00:00.000Z" };
  expect(testedAt(values, null, saved, null)).toBe(saved.testedAt);
  expect(testedAt(values, null, { ...saved, testedAt: null }, null)).toBeNull();
});

test.each([
  ["https://acme.okta.com", "url"],
  ["acme.okta.com", "url"],
  ["acme.okta.com/oauth2", "url"],
  ["ana@acme.com", "person"],
  ["0oa1b2c3d4e5f6g7h8i9", null],
  ["rehearsal-client", null],
])("%s in place of a Client ID is told as %s", (value, mistake) => {
  expect(clientIdMistake(value)).toBe(mistake);
});
