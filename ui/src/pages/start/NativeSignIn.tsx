import { Button, Textarea } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { sessionQuery } from "../../api/session.ts";
import { Copy } from "../../parts/Copy.tsx";
import { Notice } from "../../parts/Notice.tsx";
import type { SignInUnderWay } from "../../platform/desktop-shell.ts";
import { type DesktopRefusal, type DesktopShell, isDesktopRefusal, platform } from "../../platform/index.ts";
import { texts } from "../../texts/index.ts";
import classes from "./NativeSignIn.module.css";

const say = texts.desktop.signIn;
const LOOK_EVERY_MS = 200;

/** Sign-on through Okta in the desktop app: the system's browser does it, this waits. */
export function NativeSignIn({ desktop, label }: { desktop: DesktopShell; label: string | undefined }) {
  const queries = useQueryClient();
  const [waiting, setWaiting] = useState(false);
  const [refusal, setRefusal] = useState<DesktopRefusal | null>(null);
  const alive = useRef(true);
  useEffect(() => {
    alive.current = true;
    return () => {
      alive.current = false;
    };
  }, []);

  const begin = async () => {
    setWaiting(true);
    setRefusal(null);
    try {
      await desktop.signIn();
      await queries.fetchQuery({ ...sessionQuery, staleTime: 0 });
    } catch (failure) {
      const known = isDesktopRefusal(failure) ? failure : { code: "unknown", sentence: String(failure) };
      if (alive.current && known.code !== "cancelled") setRefusal(known);
    }
    if (alive.current) setWaiting(false);
  };

  if (waiting) return <Waiting desktop={desktop} />;
  return (
    <div className={classes.stack}>
      {refusal && (
        <Notice tone="refused">
          <Refused refusal={refusal} />
        </Notice>
      )}
      {refusal?.address && <ConnectTo desktop={desktop} address={refusal.address} />}
      <Button variant="filled" size="md" fullWidth onClick={begin}>
        {label ?? texts.signIn.withOkta}
      </Button>
    </div>
  );
}

/** Why it came to nothing, with Okta's own words where there are any. */
export function Refused({ refusal }: { refusal: DesktopRefusal }) {
  const { sentence, issuerSaid } = refusal;
  return (
    <>
      {sentence}
      {issuerSaid?.description && ` ${say.issuerSaid(issuerSaid.description)}`}
    </>
  );
}

function ConnectTo({ desktop, address }: { desktop: DesktopShell; address: string }) {
  const connect = async () => {
    await desktop.connect(address);
    platform.leaveTo("/");
  };
  return (
    <Button size="md" fullWidth onClick={connect}>
      {say.connectTo(address)}
    </Button>
  );
}

/** What is shown while the browser is at Okta. */
export function Waiting({ desktop }: { desktop: DesktopShell }) {
  const underWay = useUnderWay(desktop);
  const [elsewhere, setElsewhere] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section className={classes.stack} aria-labelledby="in-browser">
      <div role="status">
        <h2 id="in-browser" ref={heading} tabIndex={-1} className={classes.title}>
          {underWay ? say.title : say.opening}
        </h2>
        {underWay && <p className={classes.text}>{underWay.opened ? say.text : say.notOpened}</p>}
      </div>
      {underWay && !underWay.opened && (
        <div className={classes.address}>
          <code>{underWay.authorizeUrl}</code>
          <Copy value={underWay.authorizeUrl} what={say.addressName} />
        </div>
      )}
      <div className={classes.buttons}>
        <Button size="md" onClick={() => desktop.openSignInAgain()} disabled={!underWay}>
          {say.openAgain}
        </Button>
        <Button size="md" onClick={() => desktop.cancelSignIn()}>
          {say.cancel}
        </Button>
      </div>
      {elsewhere ? (
        <Paste desktop={desktop} />
      ) : (
        <Button variant="subtle" onClick={() => setElsewhere(true)} disabled={!underWay}>
          {say.elsewhere}
        </Button>
      )}
    </section>
  );
}

/** The way out when the browser is another machine's: its last address, pasted. What does not fit stays to be mended. */
function Paste({ desktop }: { desktop: DesktopShell }) {
  const [address, setAddress] = useState("");
  const [taken, setTaken] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const handIn = async (event: FormEvent) => {
    event.preventDefault();
    try {
      await desktop.handInAddress(address);
      setTaken(true);
      setRefusal(null);
    } catch (failure) {
      setRefusal(isDesktopRefusal(failure) ? failure.sentence : String(failure));
      field.current?.select();
    }
  };
  return (
    <form onSubmit={handIn} className={classes.stack}>
      <Textarea
        ref={field}
        label={say.pasted}
        description={say.elsewhereHint}
        value={address}
        onChange={(event) => {
          setAddress(event.currentTarget.value);
          setRefusal(null);
        }}
        error={refusal}
        rows={3}
        spellCheck={false}
        autoComplete="off"
      />
      <Button type="submit" disabled={address.trim() === "" || taken}>
        {say.handIn}
      </Button>
      <p role="status" className={classes.text}>
        {taken ? say.handedIn : ""}
      </p>
    </form>
  );
}

/** The sign-in is known a moment after it was begun: the server and Okta are asked first. */
function useUnderWay(desktop: DesktopShell): SignInUnderWay | null {
  const [underWay, setUnderWay] = useState<SignInUnderWay | null>(null);
  useEffect(() => {
    let timer = 0;
    let over = false;
    const look = async () => {
      const found = await desktop.signInUnderWay();
      if (over) return;
      if (found) setUnderWay(found);
      else timer = window.setTimeout(look, LOOK_EVERY_MS);
    };
    void look();
    return () => {
      over = true;
      window.clearTimeout(timer);
    };
  }, [desktop]);
  return underWay;
}
