import { expect, test } from "vitest";
import { clientIdMistake, keepDraft, readDraft } from "./draft.ts";

const values = { issuer: "https://acme.okta.com", clientId: "0oa1" };
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
  expect(() => keepDraft({ setItem: shut, removeItem: shut }, values)).not.toThrow();
});

test("a draft comes back as it was kept", () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
    removeItem: (key: string) => void kept.delete(key),
  };
  keepDraft(storage, values);
  expect(readDraft(storage)).toEqual(values);
  keepDraft(storage, null);
  expect(readDraft(storage)).toBeNull();
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
