// The second step of a sign-in: what a right password leads to where it does not lead to a session.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { answer } from "./answer.ts";
import { client } from "./client.ts";
import { ApiFailure } from "./failure.ts";
import { sessionQuery } from "./session.ts";

export interface SecondStep {
  /** Stands for the right password, for five minutes. */
  ticket: string;
  /** Nothing is there yet, and one has to be added. */
  enrol: boolean;
  /** Whether a code of an authenticator app is taken. */
  totp: boolean;
  /** What the browser is given for a passkey. */
  passkey: unknown;
  /** Why there is none. */
  passkeyNote: string | null;
  recoveryCodes: boolean;
}

/** The second step that a refusal asks for; null where it is a refusal. */
export function secondStepOf(failure: unknown): SecondStep | null {
  if (!(failure instanceof ApiFailure)) return null;
  const enrol = failure.code === "second_factor_enrolment_needed";
  if (!enrol && failure.code !== "second_factor_needed") return null;
  const { ticket, totp, passkey, passkeyNote, recoveryCodes } = failure.members;
  if (typeof ticket !== "string") return null;
  return {
    ticket,
    enrol,
    totp: totp === true,
    passkey: passkey ?? null,
    passkeyNote: typeof passkeyNote === "string" ? passkeyNote : null,
    recoveryCodes: recoveryCodes === true,
  };
}

export type Proof = { code: string } | { recoveryCode: string } | { passkey: Record<string, never> };
export type Confirmation = { code: string } | { passkey: Record<string, never>; name: string };
/** What an authenticator gives is carried as it is. */
export const carried = (credential: unknown) => credential as Record<string, never>;

export function usePassSecondStep(ticket: string) {
  const queries = useQueryClient();
  return useMutation<void, ApiFailure, Proof>({
    mutationFn: async (proof) => {
      await answer(client.POST("/api/v1/session/second-factor", { body: { ticket, ...proof } }));
      await queries.fetchQuery({ ...sessionQuery, staleTime: 0 });
    },
  });
}

export const beginTotpByTicket = (ticket: string) =>
  answer(client.POST("/api/v1/session/second-factor/totp", { body: { ticket } }));

export const beginPasskeyByTicket = (ticket: string) =>
  answer(client.POST("/api/v1/session/second-factor/passkey", { body: { ticket } }));

/** Adds a second factor, which signs in. The recovery codes wait until they are read. */
export function useEnrolByTicket(ticket: string) {
  const queries = useQueryClient();
  return useMutation<void, ApiFailure, Confirmation>({
    mutationFn: async (confirmation) => {
      const { recoveryCodes } = await answer(
        client.POST("/api/v1/session/second-factor/enrolment", { body: { ticket, ...confirmation } }),
      );
      unread.put(recoveryCodes);
      await queries.fetchQuery({ ...sessionQuery, staleTime: 0 });
    },
  });
}

/** Recovery codes that are shown this once: whatever page comes meanwhile, they stay until they are read. */
const unread = {
  codes: null as string[] | null,
  listeners: new Set<() => void>(),
  put(codes: string[] | null) {
    unread.codes = codes;
    for (const listener of unread.listeners) listener();
  },
};

export const useUnreadCodes = (): string[] | null =>
  useSyncExternalStore(
    (listener) => {
      unread.listeners.add(listener);
      return () => unread.listeners.delete(listener);
    },
    () => unread.codes,
  );

export const codesAreRead = () => unread.put(null);
