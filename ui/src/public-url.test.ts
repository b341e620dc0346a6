import { expect, test } from "vitest";
import { isPlainHttp, publicUrlMistake, squeezed } from "./public-url.ts";

test.each([
  ["latchkey.acme.com", { code: "no_url", value: "latchkey.acme.com" }],
  ["ftp://latchkey.acme.com", { code: "no_url", value: "ftp://latchkey.acme.com" }],
  ["https://", { code: "no_url", value: "https://" }],
  ["https://ana:secret@acme.com", { code: "no_url", value: "https://ana:secret@acme.com" }],
  ["https://latch_key.acme.com", { code: "underscore", host: "latch_key.acme.com" }],
  ["https://acme.com/scim/v2", { code: "path", wanted: "https://acme.com" }],
  ["https://acme.com:8443/?a=b", { code: "path", wanted: "https://acme.com:8443" }],
])("%s is told with its mistake", (value, mistake) => {
  expect(publicUrlMistake(value)).toEqual(mistake);
});

test.each(["https://latchkey.acme.com", "https://latchkey.acme.com/", "http://10.0.0.7:8765"])(
  "%s is an address",
  (value) => {
    expect(publicUrlMistake(value)).toBeNull();
  },
);

test("only http without the s is plain", () => {
  expect(isPlainHttp("http://10.0.0.7:8765")).toBe(true);
  expect(isPlainHttp("https://http.acme.com")).toBe(false);
});

test("what a paste brings along goes", () => {
  expect(squeezed(" https://latchkey.\n acme.com\t")).toBe("https://latchkey.acme.com");
});
