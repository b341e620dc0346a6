import { expect, test, vi } from "vitest";
import { isAttended, watchForPeople } from "./attended.ts";

test("a minute after the last sign of somebody nobody is there, until the next one", () => {
  vi.useFakeTimers();
  const window = new EventTarget() as unknown as Window;
  watchForPeople(window);
  window.dispatchEvent(new Event("keydown"));
  vi.advanceTimersByTime(59_000);
  expect(isAttended()).toBe(true);
  vi.advanceTimersByTime(1_000);
  expect(isAttended()).toBe(false);
  window.dispatchEvent(new Event("pointermove"));
  expect(isAttended()).toBe(true);
  vi.useRealTimers();
});
