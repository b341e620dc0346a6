import { expect, test } from "vitest";
import { readBoot, readNonce } from "./boot.ts";
import { ownPath } from "./sign-in.ts";

const page = (body: string) => new DOMParser().parseFromString(body, "text/html");
const boot = (json: string) => readBoot(page(`<script type="application/json" id="boot">${json}</script>`));

test.each([
  ["no block at all", ""],
  ["the placeholder that nobody replaced", "__BOOT__"],
  ["a list", "[]"],
  ["null", "null"],
  ["a refusal without its sentences", '{"refusal":{"code":"deactivated"}}'],
  ["a mode that is not known", '{"signIn":{"mode":"magic","organization":"Acme"}}'],
])("%s boots as nothing, and the app asks the API", (_name, json) => {
  expect(boot(json)).toEqual({});
});

test("a refusal and a way to sign in are read", () => {
  const refusal = { code: "expired", title: "t", text: "t", todo: "t" };
  const signIn = { mode: "okta", organization: "Acme", returnTo: "/", rehearsal: false };
  expect(boot(JSON.stringify({ refusal, signIn }))).toEqual({ refusal, signIn });
});

test("the nonce is read from the one boot style", () => {
  const made = page("<head></head>");
  expect(readNonce(made)).toBe("");
  const style = made.createElement("style");
  style.setAttribute("nonce", "abc");
  style.nonce = "abc";
  made.head.append(style);
  expect(readNonce(made)).toBe("abc");
});

test.each([
  ["https://evil.example", "/"],
  ["//evil.example", "/"],
  ["/\\evil.example", "/"],
  ["/\nhttps://evil.example", "/"],
  ["people", "/"],
  [null, "/"],
  ["/people?role=Admin", "/people?role=Admin"],
])("after signing in, %j leads to %j", (path, to) => {
  expect(ownPath(path)).toBe(to);
});
