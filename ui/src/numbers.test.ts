import { expect, test } from "vitest";
import { allOf, anyOf, bytesInWords, digits } from "./numbers.ts";

test.each([
  [0, "0 bytes"],
  [999, "999 bytes"],
  [1_000, "1 kB"],
  [8_412, "8.4 kB"],
  [48_234_496, "48 MB"],
  [1_500_000_000_000_000, "1,500 TB"],
])("%i bytes are %s", (bytes, words) => {
  expect(bytesInWords(bytes)).toBe(words);
});

test("numbers and lists read as a person writes them", () => {
  expect(digits(100_000)).toBe("100,000");
  expect(anyOf(["Admin", "User", "ReadOnly"])).toBe("Admin, User or ReadOnly");
  expect(allOf(["Ana"])).toBe("Ana");
  expect(allOf(["Ana", "Bo", "Cy"])).toBe("Ana, Bo and Cy");
});
