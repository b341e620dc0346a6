import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Check, CopyIcon, Eye, EyeOff, RotateCw } from "lucide-react";
import { useEffect, useState } from "react";
import { type Connector, type Passkey, revealPasskey, useRetirePasskey } from "../../../api/connector.ts";
import type { ApiFailure } from "../../../api/failure.ts";
import { inWords } from "../../../api/in-words.ts";
import { Confirm } from "../../../parts/Dialog.tsx";
import { useFreshSignIn } from "../../../parts/FreshSignIn.tsx";
import { Moment } from "../../../parts/Moment.tsx";
import { Notice } from "../../../parts/Notice.tsx";
import { Relative } from "../../../parts/Relative.tsx";
import { toast } from "../../../parts/toast.tsx";
import { useNow } from "../../../parts/useNow.ts";
import { texts } from "../../../texts/index.ts";
import classes from "./Connector.module.css";

const say = texts.connector.passkey;
const SHOWN_MS = 60_000;
const COPIED_MS = 2_000;

/**
 * One passkey. It is fetched when it is revealed or copied and held nowhere else: not in the page before, not for
 * longer than a minute after, and copying does not show it.
 */
export function PasskeyRow({
  passkey,
  keeps,
  count,
  onRotate,
}: {
  passkey: Passkey;
  keeps: Connector["keeps"];
  count: number;
  onRotate: () => void;
}) {
  const [shown, setShown] = useState<string | null>(null);
  const [gone, setGone] = useState(false);
  const fresh = useFreshSignIn();
  const fetchIt = () => fresh(() => revealPasskey(passkey.id));
  const reveal = useMutation<void, ApiFailure>({
    mutationFn: async () => {
      const clear = await fetchIt();
      setShown(clear);
      setGone(clear === null);
    },
  });
  const copy = useMutation<void, ApiFailure | Error>({
    mutationFn: async () => {
      const clear = shown ?? (await fetchIt());
      setGone(clear === null);
      if (clear !== null) await navigator.clipboard.writeText(clear);
    },
    onSuccess: () => {
      setTimeout(copy.reset, COPIED_MS);
    },
  });
  useEffect(() => {
    if (shown === null) return;
    const timer = setTimeout(() => setShown(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [shown]);

  const old = passkey.expiresAt !== null;
  const once = keeps === "once";
  const refused = reveal.error;
  return (
    <div className={classes.passkey}>
      <div className={classes.names}>
        <span className={classes.name}>{old ? say.copyOld : texts.connector.copy.password}</span>
        {!old && <span className={classes.meta}>{texts.connector.copy.passwordThere}</span>}
      </div>
      <div className={classes.secret}>
        {shown ? (
          <code className={classes.clear}>{shown}</code>
        ) : (
          <span className={classes.dots}>
            <span aria-hidden="true">••••••••••••</span>
            <span className="hidden-text">{say.masked}</span>
          </span>
        )}
        <span role="status" className={classes.meta}>
          {shown ? say.shown : <Dates passkey={passkey} />}
        </span>
        {once && !old && <span className={classes.meta}>{say.once}</span>}
        {gone && <Notice tone="waiting">{say.gone}</Notice>}
        {refused && <Notice tone="refused">{inWords(refused)}</Notice>}
        {copy.error && (
          <Notice tone="refused">
            {"kind" in copy.error ? inWords(copy.error) : texts.connector.copy.mistaken}
          </Notice>
        )}
      </div>
      <div className={classes.tools}>
        {!once && (
          <>
            <Button
              aria-label={texts.parts.copyWhat(old ? say.copyOld : texts.connector.copy.password)}
              aria-busy={copy.isPending}
              onClick={() => !copy.isPending && copy.mutate()}
              leftSection={
                copy.isSuccess ? <Check size={14} aria-hidden /> : <CopyIcon size={14} aria-hidden />
              }
            >
              {copy.isSuccess ? texts.copied : texts.copy}
            </Button>
            <Button
              variant="subtle"
              aria-busy={reveal.isPending}
              leftSection={shown ? <EyeOff size={14} aria-hidden /> : <Eye size={14} aria-hidden />}
              onClick={() => (shown ? setShown(null) : !reveal.isPending && reveal.mutate())}
            >
              {shown ? say.hide : say.reveal}
            </Button>
          </>
        )}
        {old ? <Retire passkey={passkey} /> : <Rotate full={count > 1} onRotate={onRotate} />}
        <span role="status" className="hidden-text">
          {copy.isSuccess ? texts.copied : ""}
        </span>
      </div>
    </div>
  );
}

/** "ends in 7Q2F · made 3 May · used 2 min ago". */
function Dates({ passkey }: { passkey: Passkey }) {
  const now = useNow();
  return (
    <>
      {say.endsIn(passkey.lastFour)} · {say.madeOn} <Moment iso={passkey.createdAt} now={now} /> ·{" "}
      {passkey.lastUsedAt ? (
        <>
          {say.used} <Relative iso={passkey.lastUsedAt} />
        </>
      ) : (
        say.neverUsed
      )}
      {passkey.expiresAt && (
        <>
          {" "}
          · {say.worksUntil} <Moment iso={passkey.expiresAt} now={now} />
        </>
      )}
    </>
  );
}

function Rotate({ full, onRotate }: { full: boolean; onRotate: () => void }) {
  return (
    <>
      <Button
        variant="subtle"
        aria-disabled={full}
        title={full ? say.rotateTwo : undefined}
        leftSection={<RotateCw size={14} aria-hidden />}
        onClick={() => !full && onRotate()}
      >
        {say.rotate}
      </Button>
      {full && <span className="hidden-text">{say.rotateTwo}</span>}
    </>
  );
}

function Retire({ passkey }: { passkey: Passkey }) {
  const [asking, setAsking] = useState(false);
  const fresh = useFreshSignIn();
  const retire = useRetirePasskey();
  const confirm = () => {
    setAsking(false);
    fresh(() => retire.mutateAsync(passkey.id)).then(
      () => toast(say.retired(passkey.lastFour)),
      () => setAsking(true),
    );
  };
  return (
    <>
      <Button variant="subtle" onClick={() => setAsking(true)}>
        {say.retire}
      </Button>
      <Confirm
        opened={asking}
        onClose={() => {
          setAsking(false);
          retire.reset();
        }}
        title={say.retireTitle(passkey.lastFour)}
        verb={say.retireVerb}
        danger
        pending={retire.isPending}
        failure={retire.error}
        onConfirm={confirm}
      >
        <p>{say.retireText}</p>
      </Confirm>
    </>
  );
}
