import { type PersonAt, useEndSessions } from "../../api/people.ts";
import { Confirm } from "../../parts/Dialog.tsx";
import { toast } from "../../parts/toast.tsx";
import { texts } from "../../texts/index.ts";
import { nameOf } from "../people/columns.tsx";

const say = texts.person.endDialog;

export function EndSessions({
  person,
  opened,
  onClose,
}: {
  person: PersonAt;
  opened: boolean;
  onClose: () => void;
}) {
  const end = useEndSessions();
  const name = nameOf(person);
  const close = () => {
    end.reset();
    onClose();
  };
  return (
    <Confirm
      opened={opened}
      onClose={close}
      title={say.title(name)}
      verb={say.verb}
      danger
      pending={end.isPending}
      failure={end.error}
      onConfirm={() =>
        end.mutate(
          { id: person.id },
          {
            onSuccess: () => {
              toast(say.done(name));
              close();
            },
          },
        )
      }
    >
      <p>{say.text(name, person.sessionCount ?? 0)}</p>
    </Confirm>
  );
}
