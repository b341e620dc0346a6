import { useNavigate } from "@tanstack/react-router";
import { type PersonAt, useRemove } from "../../api/people.ts";
import { Confirm } from "../../parts/Dialog.tsx";
import { toast } from "../../parts/toast.tsx";
import { texts } from "../../texts/index.ts";
import { nameOf } from "../people/columns.tsx";

const say = texts.person.removeDialog;

export function Remove({
  person,
  opened,
  onClose,
}: {
  person: PersonAt;
  opened: boolean;
  onClose: () => void;
}) {
  const remove = useRemove();
  const navigate = useNavigate();
  const name = nameOf(person);
  return (
    <Confirm
      opened={opened}
      onClose={onClose}
      title={say.title(name)}
      verb={say.verb}
      danger
      pending={remove.isPending}
      failure={remove.error}
      onConfirm={() =>
        remove.mutate(person.id, {
          onSuccess: () => {
            toast(say.done(name));
            void navigate({ to: "/people" });
          },
        })
      }
    >
      <p>{say.loses(name)}</p>
      <p>{say.keeps}</p>
    </Confirm>
  );
}
