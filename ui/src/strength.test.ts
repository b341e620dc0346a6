import { expect, test } from "vitest";
import { type Strength, strengthOf } from "./strength.ts";

const related = ["Ana", "Berg", "ana.berg@acme.com", "Acme Rockets"];

test.each<[string, Strength]>([
  ["", "empty"],
  ["ab1!", "short"],
  ["ééééééé", "short"],
  ["x".repeat(1025), "long"],
  ["Password", "common"],
  ["password123!", "common"],
  ["P@ssw0rd2026", "common"],
  ["!!Qwertz99", "common"],
  ["Summer2026!", "common"],
  ["anaberg1", "related"],
  ["rockets2026", "related"],
  ["aaaaaaaaaaaa", "pattern"],
  ["abcabcabcabc", "pattern"],
  ["asdfghjkl1", "pattern"],
  ["0987654321", "pattern"],
  ["tram-lemon", "fair"],
  ["kettlebarn", "fair"],
  ["Tram9 lemon!", "strong"],
  ["tram lemon kettle barn", "strong"],
  ["the rockets of acme fly past tram lemon", "strong"],
])("%j is %s", (password, strength) => {
  expect(strengthOf(password, related)).toBe(strength);
});
