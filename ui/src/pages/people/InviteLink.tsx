import { Button } from "@mantine/core";
import { inWords } from "../../api/in-words.ts";
import { type Person, useInvite } from "../../api/people.ts";
import { CopyRow } from "../../parts/CopyRow.tsx";
import { DialogFoot } from "../../parts/Dialog.tsx";
import { useFreshSignIn } from "../../parts/FreshSignIn.tsx";
import { Notice } from "../../parts/Notice.tsx";
import { useNow } from "../../parts/useNow.ts";
import { texts } from "../../texts/index.ts";
import { at } from "../../time.ts";
import classes from "./PeoplePage.module.css";

const say = texts.people.invite;

/** A link by which the person sets a password, made when it is asked for: each new one ends the one before. */
export function InviteLink({ person, onDone }: { person: Person; onDone: () => void }) {
  const invite = useInvite(useFreshSignIn());
  const now = useNow();
  return (
    <div className={classes.form}>
      <p>{say.lead(person.email)}</p>
      {person.hasPassword && <p className={classes.hint}>{say.loses}</p>}
      {invite.error && <Notice tone="refused">{inWords(invite.error)}</Notice>}
      {invite.data && (
        <div className={classes.link}>
          <CopyRow name={say.link} value={invite.data.url}>
            <span className={classes.hint}>{say.until(at(new Date(invite.data.expiresAt), now))}</span>
          </CopyRow>
        </div>
      )}
      <DialogFoot>
        <Button onClick={onDone}>{say.done}</Button>
        {!invite.data && (
          <Button
            variant="filled"
            data-autofocus
            aria-busy={invite.isPending}
            onClick={() => !invite.isPending && invite.mutate(person.id)}
          >
            {invite.isPending ? say.making : say.make}
          </Button>
        )}
      </DialogFoot>
    </div>
  );
}
