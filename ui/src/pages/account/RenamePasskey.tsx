import { Button } from "@mantine/core";
import { inWords } from "../../api/in-words.ts";
import { type SignInPasskey, useRenamePasskey } from "../../api/second-factor.ts";
import { Dialog, DialogFoot } from "../../parts/Dialog.tsx";
import { useFreshSignIn } from "../../parts/FreshSignIn.tsx";
import { PasskeyNameForm } from "../../parts/second-factor/PasskeyName.tsx";
import { toast } from "../../parts/toast.tsx";
import { texts } from "../../texts/index.ts";

const say = texts.secondFactor.own;

export function RenamePasskey({ passkey, onClose }: { passkey: SignInPasskey | null; onClose: () => void }) {
  return (
    <Dialog opened={passkey !== null} onClose={onClose} title={say.renameTitle(passkey?.name ?? "")}>
      {passkey && <Form passkey={passkey} onClose={onClose} />}
    </Dialog>
  );
}

function Form({ passkey, onClose }: { passkey: SignInPasskey; onClose: () => void }) {
  const rename = useRenamePasskey(useFreshSignIn());
  const renamed = () => {
    toast(say.renamed);
    onClose();
  };
  return (
    <PasskeyNameForm
      start={passkey.name}
      pending={rename.isPending}
      refused={rename.error && inWords(rename.error)}
      onName={(name) => rename.mutate({ id: passkey.id, name }, { onSuccess: renamed })}
    >
      <DialogFoot>
        <Button onClick={onClose}>{texts.parts.cancel}</Button>
        <Button type="submit" variant="filled" aria-busy={rename.isPending} aria-disabled={rename.isPending}>
          {say.save}
        </Button>
      </DialogFoot>
    </PasskeyNameForm>
  );
}
