import { useQuery } from "@tanstack/react-query";
import type { PersonAt } from "../../api/people.ts";
import { type SecondFactors, secondFactorsQuery, useResetSecondFactors } from "../../api/second-factor.ts";
import { Confirm } from "../../parts/Dialog.tsx";
import { useFreshSignIn } from "../../parts/FreshSignIn.tsx";
import { toast } from "../../parts/toast.tsx";
import { texts } from "../../texts/index.ts";
import { nameOf } from "../people/columns.tsx";

const say = texts.secondFactor.person;

/** What someone has beside a local password; only who may end their sessions is told. */
export const useSecondFactors = (person: PersonAt) =>
  useQuery({ ...secondFactorsQuery(person.id), enabled: person.can.endSessions && person.hasPassword }).data;

export function inShort({ totp, passkeys, required }: SecondFactors): string {
  const parts = [totp && say.app, passkeys.length > 0 && say.passkeys(passkeys.length)].filter(Boolean);
  if (parts.length > 0) return parts.join(", ");
  return required ? say.missing : say.none;
}

/** Asks before someone's second factors are taken away. */
export function ResetSecondFactor({
  person,
  opened,
  onClose,
}: {
  person: PersonAt;
  opened: boolean;
  onClose: () => void;
}) {
  const reset = useResetSecondFactors(useFreshSignIn());
  const name = nameOf(person);
  const close = () => {
    reset.reset();
    onClose();
  };
  return (
    <Confirm
      opened={opened}
      onClose={close}
      title={say.resetTitle(name)}
      verb={say.resetVerb}
      danger
      pending={reset.isPending}
      failure={reset.error}
      onConfirm={() =>
        reset.mutate(person.id, {
          onSuccess: () => {
            toast(say.resetDone(name));
            close();
          },
        })
      }
    >
      <p>{say.resetText}</p>
    </Confirm>
  );
}
