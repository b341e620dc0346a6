// Why a second factor was not taken or not added, in words.
import { ApiFailure } from "../../api/failure.ts";
import { asFailure, inWords } from "../../api/in-words.ts";
import { texts } from "../../texts/index.ts";
import { span } from "../../time.ts";

const { step, enrol } = texts.secondFactor;

/** Whether the ticket is spent, so that one begins again. */
export const isOver = (thrown: unknown): boolean =>
  thrown instanceof ApiFailure && thrown.code === "ticket_spent";

/** The server's sentence for a code that it did not take; null for what is about something else. */
export const ofCode = (thrown: unknown): string | null => {
  const failure = thrown === null ? null : asFailure(thrown);
  return failure?.code === "wrong_second_factor" ? failure.detail : null;
};

/** What is about the sign-in as a whole. */
export function ofStep(thrown: unknown): string | null {
  if (thrown === null) return null;
  const failure = asFailure(thrown);
  if (failure.code === "wrong_second_factor") return null;
  if (failure.code === "too_many_attempts") return step.wait(span(failure.retryAfter ?? 60));
  return inWords(failure);
}

/** Why a passkey was not used or made: the browser's part of it, or the server's. */
export function ofPasskey(thrown: unknown, givenUp: string): string {
  // A DOMException: cancelled, timed out, excluded. Browsers do not say which, so that no page learns it.
  if (!(thrown instanceof ApiFailure)) return givenUp;
  return thrown.status === 401 || thrown.status === 422 ? thrown.detail : inWords(thrown);
}

export const notAdded = (thrown: unknown): string =>
  enrol.notAdded(ofPasskey(thrown, texts.parts.refusedLost));
