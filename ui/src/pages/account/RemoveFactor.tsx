import { useRemoveOwn } from "../../api/second-factor.ts";
import { Confirm } from "../../parts/Dialog.tsx";
import { useFreshSignIn } from "../../parts/FreshSignIn.tsx";
import { toast } from "../../parts/toast.tsx";
import { texts } from "../../texts/index.ts";
import type { Opened } from "./SecondFactor.tsx";

const say = texts.secondFactor.own;

/** Asks before an authenticator app or a passkey is removed. */
export function RemoveFactor({ opened, onClose }: { opened: Opened; onClose: () => void }) {
  const remove = useRemoveOwn(useFreshSignIn());
  const passkey = opened?.as === "remove" ? opened.passkey : null;
  const close = () => {
    remove.reset();
    onClose();
  };
  return (
    <Confirm
      opened={passkey !== null || opened?.as === "remove-app"}
      onClose={close}
      title={passkey ? say.removePasskeyTitle(passkey.name) : say.removeAppTitle}
      verb={say.removeVerb}
      danger
      pending={remove.isPending}
      failure={remove.error}
      onConfirm={() =>
        remove.mutate(passkey?.id ?? null, {
          onSuccess: () => {
            toast(say.removed);
            close();
          },
        })
      }
    >
      <p>{passkey ? say.removePasskeyText : say.removeAppText}</p>
    </Confirm>
  );
}
