import { useState } from "react";
import { beginOwnPasskey, useConfirmOwn } from "../../api/second-factor.ts";
import { carried } from "../../api/second-step.ts";
import { Dialog } from "../../parts/Dialog.tsx";
import { useFreshSignIn } from "../../parts/FreshSignIn.tsx";
import { ofPasskey } from "../../parts/second-factor/in-words.ts";
import { PasskeyName } from "../../parts/second-factor/PasskeyName.tsx";
import { RecoveryCodes } from "../../parts/second-factor/RecoveryCodes.tsx";
import { toast } from "../../parts/toast.tsx";
import { platform } from "../../platform/index.ts";
import { texts } from "../../texts/index.ts";

const say = texts.secondFactor;

export function AddPasskey({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Dialog opened={opened} onClose={onClose} title={say.enrol.passkey}>
      {opened && <Steps onClose={onClose} />}
    </Dialog>
  );
}

function Steps({ onClose }: { onClose: () => void }) {
  const run = useFreshSignIn();
  const confirm = useConfirmOwn();
  const [pending, setPending] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  if (codes) return <RecoveryCodes codes={codes} onKept={onClose} />;
  const make = async (name: string) => {
    const { passkeys } = platform;
    if (!passkeys || pending) return;
    setRefused(null);
    setPending(true);
    try {
      const { enrolment, options } = await run(beginOwnPasskey);
      const passkey = carried(await passkeys.make(options));
      const made = await confirm.mutateAsync({ enrolment, passkey, name });
      toast(say.own.passkeyAdded);
      if (made) setCodes(made);
      else onClose();
    } catch (thrown) {
      setRefused(ofPasskey(thrown, say.enrol.givenUp));
    } finally {
      setPending(false);
    }
  };
  return <PasskeyName pending={pending} refused={refused} onName={make} />;
}
