import { expect, test } from "vitest";
import type { Organization } from "../../api/organization.ts";
import { isPng } from "./logo.ts";
import { changesOf } from "./useEdits.ts";

const stored: Organization = {
  name: "Acme",
  companyId: "acme",
  supportContact: null,
  logo: null,
  publicUrl: "https://latchkey.acme.com",
  createdAt: "2026-09-01T07:00:00.000Z",
};
const typed = { name: "Acme", companyId: "acme", supportContact: "" };

test("what was typed and taken back, or differs by blanks only, is no change", () => {
  expect(changesOf(typed, stored)).toEqual({});
  expect(changesOf({ ...typed, name: "  Acme " }, stored)).toEqual({});
});

test("only the fields that differ are sent, trimmed", () => {
  expect(changesOf({ ...typed, name: " Acme Rockets ", supportContact: "it@acme.com" }, stored)).toEqual({
    name: "Acme Rockets",
    supportContact: "it@acme.com",
  });
});

test("a support contact is taken out by emptying it", () => {
  expect(changesOf(typed, { ...stored, supportContact: "it@acme.com" })).toEqual({ supportContact: "" });
});

test.each([
  ["an SVG", "<svg/>", false],
  ["a JPEG", "\u00ff\u00d8\u00ff\u00e0", false],
  ["nothing", "", false],
  ["half a signature", "\u0089PNG", false],
  ["a PNG", "\u0089PNG\r\n\u001a\nrest", true],
])("%s is a PNG: decided by its first bytes", async (_name, text, png) => {
  const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  expect(await isPng(new Blob([bytes], { type: "image/png" }))).toBe(png);
});
