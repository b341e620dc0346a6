import { Button, Menu } from "@mantine/core";
import { Link2, LogOut, Pencil, ShieldOff, Trash2, UserX } from "lucide-react";
import { useState } from "react";
import { inWords } from "../../api/in-words.ts";
import { type PersonAt, useReactivate } from "../../api/people.ts";
import { useSession } from "../../api/session.ts";
import { Dialog } from "../../parts/Dialog.tsx";
import { FreshSignIn } from "../../parts/FreshSignIn.tsx";
import { MoreMenu } from "../../parts/MoreMenu.tsx";
import { Notice } from "../../parts/Notice.tsx";
import { toast } from "../../parts/toast.tsx";
import { texts } from "../../texts/index.ts";
import { useUrl } from "../../url.ts";
import { nameOf } from "../people/columns.tsx";
import { InviteLink } from "../people/InviteLink.tsx";
import { Deactivate } from "./Deactivate.tsx";
import { EditPerson } from "./EditPerson.tsx";
import { EndSessions } from "./EndSessions.tsx";
import { Remove } from "./Remove.tsx";
import { ResetSecondFactor, useSecondFactors } from "./SecondFactor.tsx";

const say = texts.person;
type Opened = "deactivate" | "end" | "invite" | "remove" | "reset" | null;

/** What whoever looks may do with this person, as the server says it. */
export function PersonActions({ person }: { person: PersonAt }) {
  const { can } = person;
  const { search, set } = useUrl();
  const [opened, setOpened] = useState<Opened>(null);
  const reactivate = useReactivate();
  const factors = useSecondFactors(person);
  const me = useSession().data?.user;
  const canReset =
    me?.id !== person.id && factors !== undefined && (factors.totp !== null || factors.passkeys.length > 0);
  const name = nameOf(person);
  const close = () => setOpened(null);
  const more = can.endSessions || can.invite || can.deactivate || can.remove;
  return (
    <>
      {reactivate.error && <Notice tone="refused">{inWords(reactivate.error)}</Notice>}
      {can.reactivate && (
        <Button
          aria-busy={reactivate.isPending}
          onClick={() => reactivate.mutate(person.id, { onSuccess: () => toast(say.reactivated(name)) })}
        >
          {say.reactivate}
        </Button>
      )}
      {can.edit && (
        <Button
          variant="filled"
          leftSection={<Pencil size={14} aria-hidden />}
          onClick={() => set({ do: "edit" })}
        >
          {say.edit}
        </Button>
      )}
      {more && (
        <MoreMenu>
          {can.invite && (
            <Menu.Item leftSection={<Link2 size={14} aria-hidden />} onClick={() => setOpened("invite")}>
              {say.invite}
            </Menu.Item>
          )}
          {can.endSessions && (
            <Menu.Item leftSection={<LogOut size={14} aria-hidden />} onClick={() => setOpened("end")}>
              {say.endSessions}
            </Menu.Item>
          )}
          {canReset && (
            <Menu.Item leftSection={<ShieldOff size={14} aria-hidden />} onClick={() => setOpened("reset")}>
              {texts.secondFactor.person.reset}
            </Menu.Item>
          )}
          {can.deactivate && (
            <Menu.Item
              data-danger
              leftSection={<UserX size={14} aria-hidden />}
              onClick={() => setOpened("deactivate")}
            >
              {say.deactivate}
            </Menu.Item>
          )}
          {can.remove && (
            <Menu.Item
              data-danger
              leftSection={<Trash2 size={14} aria-hidden />}
              onClick={() => setOpened("remove")}
            >
              {say.remove}
            </Menu.Item>
          )}
        </MoreMenu>
      )}
      <Deactivate person={person} opened={opened === "deactivate"} onClose={close} />
      <EndSessions person={person} opened={opened === "end"} onClose={close} />
      <FreshSignIn>
        <ResetSecondFactor person={person} opened={opened === "reset"} onClose={close} />
      </FreshSignIn>
      <Remove person={person} opened={opened === "remove"} onClose={close} />
      <FreshSignIn>
        <Dialog opened={opened === "invite"} onClose={close} title={texts.people.invite.title(name)} wide>
          <InviteLink person={person} onDone={close} />
        </Dialog>
      </FreshSignIn>
      {can.edit && (
        <EditPerson person={person} opened={search.do === "edit"} onClose={() => set({ do: null })} />
      )}
    </>
  );
}
