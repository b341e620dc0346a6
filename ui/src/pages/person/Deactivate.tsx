import { asFailure, inWords } from "../../api/in-words.ts";
import { type PersonAt, useDeactivate, useReactivate } from "../../api/people.ts";
import { Confirm } from "../../parts/Dialog.tsx";
import { refusalToast, toast } from "../../parts/toast.tsx";
import { texts } from "../../texts/index.ts";
import { nameOf } from "../people/columns.tsx";

const say = texts.person.deactivateDialog;

/** Asks, naming what ends and what is kept; afterwards there is a way back. */
export function Deactivate({
  person,
  opened,
  onClose,
}: {
  person: PersonAt;
  opened: boolean;
  onClose: () => void;
}) {
  const deactivate = useDeactivate();
  const reactivate = useReactivate();
  const name = nameOf(person);
  const close = () => {
    deactivate.reset();
    onClose();
  };
  const done = () => {
    close();
    toast(say.done(name), {
      label: say.undo(name),
      // A promise, since the page may be another by then.
      onClick: () =>
        reactivate.mutateAsync(person.id).then(
          () => toast(texts.person.reactivated(name)),
          (thrown) => refusalToast(inWords(asFailure(thrown))),
        ),
    });
  };
  return (
    <Confirm
      opened={opened}
      onClose={close}
      title={say.title(name)}
      verb={say.verb}
      danger
      pending={deactivate.isPending}
      failure={deactivate.error}
      onConfirm={() => deactivate.mutate(person.id, { onSuccess: done })}
    >
      <p>{say.loses(name, person.sessionCount ?? 0)}</p>
      <p>{say.keeps}</p>
      {person.source === "okta" && <p>{say.okta}</p>}
    </Confirm>
  );
}
