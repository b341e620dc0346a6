import { expect, test } from "vitest";
import { inWords } from "../pages/PasswordForm.tsx";
import { ApiFailure } from "./failure.ts";

const refused = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  ApiFailure.refused(new Response(null, { status, headers }), body);

test.each([
  ["HTML", "<h1>Bad gateway</h1>"],
  ["nothing", undefined],
  ["a list", []],
  ["fields of other types", { code: 7, detail: {} }],
])("an answer that is %s is a failure with its status as code", (_name, body) => {
  expect(refused(500, body)).toMatchObject({ kind: "refused", code: "status_500", detail: "Status 500." });
});

test.each(["", "soon", "-5", "1.5", "Wed, 21 Oct 2026 07:28:00 GMT"])(
  "Retry-After %j is no whole number",
  (value) => {
    expect(refused(429, {}, { "retry-after": value }).retryAfter).toBeNull();
  },
);

test("a problem document keeps its code, detail, wait and reference", () => {
  const failure = refused(
    429,
    { code: "too_many_attempts", detail: "Too many." },
    { "retry-after": "45", "x-request-id": "r1" },
  );
  expect(failure).toMatchObject({
    code: "too_many_attempts",
    detail: "Too many.",
    retryAfter: 45,
    reference: "r1",
  });
});

test("where no header came along, the body names the reference", () => {
  expect(refused(500, { code: "fault", requestId: "r2" }).reference).toBe("r2");
  expect(refused(500, { code: "fault", requestId: 7 }).reference).toBeNull();
});

test("a wrong password is told beside the password, all else above the form", () => {
  const place = (code: string) => inWords(refused(403, { code, detail: "d" }), "ana@acme.com").place;
  expect(place("wrong_credentials")).toBe("password");
  for (const code of ["okta_required", "too_many_attempts", "deactivated", "app_access_only", "new_code"])
    expect(place(code)).toBe("form");
});

test("a code that this version does not know is told in the server's words", () => {
  expect(inWords(refused(403, { code: "new_code", detail: "The moon is full." }), "ana").text).toBe(
    "Nobody was signed in. The server said: The moon is full.",
  );
});
