// Why something was not done, in words: chosen by kind and code, never by reading a sentence.
import { texts } from "../texts/index.ts";
import { ApiFailure } from "./failure.ts";

const say = texts.parts;

const byCode = new Map<string, string>(Object.entries(say.refusedByCode));

/** Anything thrown by a call as a failure; a thrown fault of ours counts as no answer. */
export const asFailure = (thrown: unknown): ApiFailure =>
  thrown instanceof ApiFailure ? thrown : ApiFailure.lost();

/** The sentence for a refusal. The server's own detail is written for people; these codes have one of ours. */
export function inWords(failure: ApiFailure): string {
  if (failure.kind === "lost") return say.refusedLost;
  if (failure.status >= 500) return byCode.get(failure.code) ?? say.refusedFault;
  if (failure.status === 401) return say.refusedUnauthenticated;
  return byCode.get(failure.code) ?? failure.detail;
}
