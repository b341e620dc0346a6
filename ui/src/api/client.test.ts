import { beforeEach, expect, test, vi } from "vitest";
import { platform } from "../platform/index.ts";
import { client } from "./client.ts";
import { connection } from "./connection.ts";

const at = (ms: number) => new Date(ms);
const about = (signal?: AbortSignal) => client.GET("/api/v1/about", signal ? { signal } : {});

beforeEach(() => {
  vi.restoreAllMocks();
  connection.answered(at(0));
});

test("a call that nobody answers is a lost server, and none of quiet", async () => {
  vi.spyOn(platform, "fetch").mockRejectedValue(new TypeError("refused"));
  await expect(about()).rejects.toMatchObject({ kind: "lost" });
  expect(connection.get().lostSince).not.toBeNull();
  expect(connection.isQuiet(1_000, at(5_000))).toBe(false);
});

test("a call that the page gives up says nothing of the server", async () => {
  const stop = new AbortController();
  vi.spyOn(platform, "fetch").mockImplementation(async () => {
    stop.abort();
    throw stop.signal.reason;
  });
  await expect(about(stop.signal)).rejects.toMatchObject({ kind: "lost" });
  expect(connection.get().lostSince).toBeNull();
});

test("it is quiet once nothing was answered for so long, but not while a call waits at the server", async () => {
  expect(connection.isQuiet(1_000, at(999))).toBe(false);
  expect(connection.isQuiet(1_000, at(1_000))).toBe(true);
  let answer = (_: Response) => {};
  vi.spyOn(platform, "fetch").mockReturnValue(
    new Promise((done) => {
      answer = done;
    }),
  );
  const waiting = about();
  await vi.waitFor(() => expect(connection.isQuiet(1_000, at(1_000))).toBe(false));
  answer(new Response("{}", { headers: { "content-type": "application/json" } }));
  await waiting;
  connection.answered(at(0));
  expect(connection.isQuiet(1_000, at(1_000))).toBe(true);
});
