import { Button, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { inWords } from "../../api/in-words.ts";
import { type SignInPasskey, useRenamePasskey } from "../../api/second-factor.ts";
import { Dialog, DialogFoot } from "../../parts/Dialog.tsx";
import { useFreshSignIn } from "../../parts/FreshSignIn.tsx";
import { Notice } from "../../parts/Notice.tsx";
import classes from "../../parts/second-factor/SecondFactor.module.css";
import { toast } from "../../parts/toast.tsx";
import { texts } from "../../texts/index.ts";

const say = texts.secondFactor;

export function RenamePasskey({ passkey, onClose }: { passkey: SignInPasskey | null; onClose: () => void }) {
  return (
    <Dialog opened={passkey !== null} onClose={onClose} title={say.own.renameTitle(passkey?.name ?? "")}>
      {passkey && <Form passkey={passkey} onClose={onClose} />}
    </Dialog>
  );
}

function Form({ passkey, onClose }: { passkey: SignInPasskey; onClose: () => void }) {
  const rename = useRenamePasskey(useFreshSignIn());
  const [name, setName] = useState(passkey.name);
  const [missing, setMissing] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setMissing(name.trim() === "");
    if (name.trim() === "" || rename.isPending) return;
    rename.mutate(
      { id: passkey.id, name: name.trim() },
      {
        onSuccess: () => {
          toast(say.own.renamed);
          onClose();
        },
      },
    );
  };
  return (
    <form onSubmit={submit} noValidate className={classes.form}>
      {rename.error && <Notice tone="refused">{inWords(rename.error)}</Notice>}
      <TextInput
        label={say.enrol.name}
        maxLength={60}
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={missing ? say.enrol.missingName : null}
        aria-invalid={missing ? true : undefined}
      />
      <DialogFoot>
        <Button onClick={onClose}>{texts.parts.cancel}</Button>
        <Button type="submit" variant="filled" aria-busy={rename.isPending} aria-disabled={rename.isPending}>
          {say.own.save}
        </Button>
      </DialogFoot>
    </form>
  );
}
