import { expect, test } from "vitest";
import { fromBase64, toBase64 } from "./base64.ts";
import { toPageCall, toResponse } from "./carry.ts";

test("of a request, the path, two headers and the body go over", async () => {
  const request = new Request("http://x.test/api/v1/users/1?a=b", {
    method: "PATCH",
    headers: {
      "content-type": "application/json",
      "if-match": '"7"',
      authorization: "Bearer x",
      "x-other": "1",
    },
    body: '{"title":"é"}',
  });
  expect(await toPageCall(request)).toEqual({
    method: "PATCH",
    path: "/api/v1/users/1?a=b",
    contentType: "application/json",
    ifMatch: '"7"',
    unattended: false,
    body: { text: '{"title":"é"}' },
  });
});

test("a request that no person made says so", async () => {
  const request = new Request("http://x.test/api/v1/session", { headers: { "x-latchkey-unattended": "1" } });
  expect((await toPageCall(request)).unattended).toBe(true);
});

test("a request without a body sends none", async () => {
  const call = await toPageCall(new Request("http://x.test/api/v1/session"));
  expect(call.body).toBeNull();
  expect(call.contentType).toBeNull();
});

test("a picture goes as base64", async () => {
  const request = new Request("http://x.test/api/v1/organization/logo", {
    method: "PUT",
    headers: { "content-type": "image/png" },
    body: new Uint8Array([0x89, 0x50, 0xff]),
  });
  expect((await toPageCall(request)).body).toEqual({ base64: "iVD/" });
});

test("an answer without content has no body, whatever came", () => {
  expect(toResponse({ status: 204, headers: [], body: { text: "" } }).body).toBeNull();
});

test("an answer keeps its status, headers and bytes", async () => {
  const text = toResponse({ status: 412, headers: [["etag", '"8"']], body: { text: '{"code":"x"}' } });
  expect([text.status, text.headers.get("etag"), await text.json()]).toEqual([412, '"8"', { code: "x" }]);
  const bytes = toResponse({ status: 200, headers: [], body: { base64: "iVD/" } });
  expect(new Uint8Array(await bytes.arrayBuffer())).toEqual(new Uint8Array([0x89, 0x50, 0xff]));
});

test("bytes come back from base64 as they went, many or none", () => {
  for (const length of [0, 1, 0x8000, 0x8001]) {
    const bytes = Uint8Array.from({ length }, (_, at) => (at * 7) % 256);
    expect(fromBase64(toBase64(bytes))).toEqual(bytes);
  }
});
