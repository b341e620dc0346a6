import { expect, test } from "vitest";
import { laidOver, type RehearsalView, type Step } from "./rehearsal.ts";

const step = (n: number, over: Partial<Step> = {}): Step => ({
  n,
  dialect: "aiw",
  title: `Step ${n}`,
  state: "done",
  sentence: null,
  progress: null,
  micros: 1_000,
  exchanges: [],
  calls: 0,
  ...over,
});
const view = (steps: Step[], over: Partial<RehearsalView> = {}): RehearsalView => ({
  state: "running",
  dialect: "aiw",
  users: 5,
  id: "r1",
  sentence: null,
  startedAt: "2026-11-23T14:00:00Z",
  endedAt: null,
  of: 25,
  steps,
  next: 0,
  ...over,
});

test("another start forgets the steps of the one before", () => {
  const anew = view([step(1)], { id: "r2" });
  expect(laidOver(view([step(1), step(2)]), anew)).toBe(anew);
});

test("a step that moved on takes its own place, and the rest stay", () => {
  const known = view([step(1), step(2, { state: "running" })], { next: 4 });
  const laid = laidOver(known, view([step(3), step(2)], { next: 7, state: "failed" }));
  expect(laid.steps.map(({ n, state }) => [n, state])).toEqual([
    [1, "done"],
    [2, "done"],
    [3, "done"],
  ]);
  expect(laid).toMatchObject({ next: 7, state: "failed" });
});
