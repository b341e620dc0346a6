import { useState } from "react";
import { useMakeRecoveryCodes } from "../../api/second-factor.ts";
import { Confirm, Dialog } from "../../parts/Dialog.tsx";
import { useFreshSignIn } from "../../parts/FreshSignIn.tsx";
import { RecoveryCodes } from "../../parts/second-factor/RecoveryCodes.tsx";
import { texts } from "../../texts/index.ts";

const say = texts.secondFactor;

/** New recovery codes in place of those that are left. */
export function MakeCodes({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const make = useMakeRecoveryCodes(useFreshSignIn());
  const [codes, setCodes] = useState<string[] | null>(null);
  const close = () => {
    setCodes(null);
    make.reset();
    onClose();
  };
  if (codes)
    return (
      <Dialog opened={opened} onClose={close} title={say.codes.title}>
        <RecoveryCodes codes={codes} onKept={close} />
      </Dialog>
    );
  return (
    <Confirm
      opened={opened}
      onClose={close}
      title={say.own.makeTitle}
      verb={say.own.makeVerb}
      danger
      pending={make.isPending}
      failure={make.error}
      onConfirm={() => make.mutate(undefined, { onSuccess: setCodes })}
    >
      <p>{say.own.makeText}</p>
    </Confirm>
  );
}
