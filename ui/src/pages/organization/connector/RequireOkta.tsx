import { Button, Checkbox } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import { useState } from "react";
import { inWords } from "../../../api/in-words.ts";
import { type OktaValues, type Policy, previewQuery, useRequireOkta } from "../../../api/sign-in-policy.ts";
import { Copy } from "../../../parts/Copy.tsx";
import { Dialog, DialogFoot } from "../../../parts/Dialog.tsx";
import { useFreshSignIn } from "../../../parts/FreshSignIn.tsx";
import { Notice } from "../../../parts/Notice.tsx";
import { Loaded } from "../../../parts/States.tsx";
import { toast } from "../../../parts/toast.tsx";
import { useNow } from "../../../parts/useNow.ts";
import { texts } from "../../../texts/index.ts";
import { at } from "../../../time.ts";
import classes from "./Connector.module.css";
import { WhomItHits } from "./WhomItHits.tsx";

const say = texts.connector.require;

/** Asked before Okta is required: whom it hits, whether it was tested, and the way back in. */
export function RequireOkta({
  opened,
  values,
  before,
  testedAt,
  onClose,
  onSaved,
}: {
  opened: boolean;
  values: OktaValues;
  before: Policy | null;
  testedAt: string | null;
  onClose: () => void;
  onSaved: () => void;
}) {
  const preview = useQuery({ ...previewQuery(values.issuer), enabled: opened });
  const [without, setWithout] = useState(false);
  const require = useRequireOkta();
  const fresh = useFreshSignIn();
  const now = useNow();
  // The server has the last word: a test that it does not know of is no test.
  const untested = testedAt === null || require.error?.code === "not_tested";
  const ready = !untested || without;
  const same = before?.issuer === values.issuer && before.clientId === values.clientId;
  const close = () => {
    setWithout(false);
    require.reset();
    onClose();
  };
  const save = () => {
    if (!ready || require.isPending) return;
    fresh(() => require.mutateAsync({ ...values, withoutTest: untested })).then(
      () => {
        toast(texts.connector.manage.saved);
        onSaved();
      },
      // Told by the mutation's own failure.
      () => {},
    );
  };
  return (
    <Dialog opened={opened} onClose={close} title={before ? say.changeTitle : say.title} wide>
      {before && <p>{say.changeLead}</p>}
      <Loaded query={preview} loading={<p className={classes.meta}>{say.loading}</p>}>
        {(hit) => <WhomItHits preview={hit} />}
      </Loaded>
      <p>{same ? say.sameEffect : say.effect}</p>
      {untested ? (
        <>
          <Notice tone="waiting">{say.untested}</Notice>
          <Checkbox
            label={say.without}
            checked={without}
            onChange={(event) => setWithout(event.currentTarget.checked)}
          />
        </>
      ) : (
        <p className={classes.good}>
          <CircleCheck size={14} aria-hidden /> {texts.connector.manage.tested(at(new Date(testedAt), now))}
        </p>
      )}
      <div className={classes.back}>
        <p>
          <strong>{say.backTitle}</strong> {say.back}
        </p>
        <p className={classes.command}>
          <code>{say.command}</code>
          <Copy value={say.command} what={say.backTitle} />
        </p>
      </div>
      {require.error && require.error.code !== "not_tested" && (
        <Notice tone="refused">{inWords(require.error)}</Notice>
      )}
      <DialogFoot>
        <Button onClick={close}>{texts.parts.cancel}</Button>
        <Button
          variant="filled"
          data-danger={untested || undefined}
          aria-disabled={!ready}
          aria-busy={require.isPending}
          onClick={save}
        >
          {require.isPending ? say.saving : say.verb}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
