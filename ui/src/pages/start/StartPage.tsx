import { Button, Radio, TextInput } from "@mantine/core";
import { type FormEvent, useRef, useState } from "react";
import { Brand } from "../../parts/Brand.tsx";
import { Notice } from "../../parts/Notice.tsx";
import { useTitle } from "../../parts/useTitle.ts";
import { type DesktopRefusal, type DesktopShell, isDesktopRefusal, platform } from "../../platform/index.ts";
import { texts } from "../../texts/index.ts";
import classes from "./StartPage.module.css";

const say = texts.desktop.start;

type Way = "host" | "connect";

/** The first page of the desktop app: host, or connect. What was typed and refused stays, what was chosen before too. */
export function StartPage({ desktop }: { desktop: DesktopShell }) {
  useTitle(say.title);
  const before = desktop.state.address ?? "";
  const [way, setWay] = useState<Way>(before ? "connect" : "host");
  const [address, setAddress] = useState(before);
  const [pending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<DesktopRefusal | null>(desktop.state.refusal);
  const field = useRef<HTMLInputElement>(null);

  const carryOut = async (chosen: Way, typed: string) => {
    if (pending) return;
    setPending(true);
    setRefusal(null);
    try {
      await (chosen === "host" ? desktop.host() : desktop.connect(typed));
      // Loaded anew: what this page knows of the server is fixed when it begins.
      platform.leaveTo("/");
    } catch (failure) {
      setPending(false);
      setRefusal(isDesktopRefusal(failure) ? failure : { code: "unknown", sentence: String(failure) });
      if (chosen === "connect") field.current?.select();
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void carryOut(way, address);
  };
  const connectTo = (other: string) => {
    setWay("connect");
    setAddress(other);
    void carryOut("connect", other);
  };
  const choose = (chosen: Way) => {
    setWay(chosen);
    // What was said of the other way is of no use beside this one; a server to connect to instead is.
    if (!refusal?.address) setRefusal(null);
  };
  const beside = refusal && way === "connect" && !refusal.address ? refusal.sentence : null;

  return (
    <div className={classes.page}>
      <main className={classes.column}>
        <div className={classes.brand}>
          <Brand />
        </div>
        <h1 className={classes.title}>{say.title}</h1>
        <p className={classes.lead}>{say.lead}</p>
        {refusal && !beside && (
          <Notice tone="refused" title={say.refusedTitle[way]}>
            {refusal.sentence}
          </Notice>
        )}
        {refusal?.address && (
          <Button onClick={() => connectTo(refusal.address ?? "")} className={classes.instead ?? ""}>
            {say.connectInstead(refusal.address)}
          </Button>
        )}
        <form onSubmit={submit} noValidate className={classes.form}>
          <Radio.Group value={way} onChange={(value) => choose(value as Way)} aria-label={say.choice}>
            <div className={classes.ways}>
              <WayCard value="host" label={say.host} hint={say.hostHint}>
                <p className={classes.where}>{say.hostWhere(desktop.state.dataDir)}</p>
              </WayCard>
              <WayCard value="connect" label={say.connect} hint={say.connectHint} />
            </div>
          </Radio.Group>
          {way === "connect" && (
            <TextInput
              ref={field}
              label={say.address}
              description={say.addressHint}
              placeholder={say.addressExample}
              value={address}
              onChange={(event) => setAddress(event.currentTarget.value)}
              error={beside}
              inputMode="url"
              autoCapitalize="none"
              autoComplete="off"
              spellCheck={false}
              data-autofocus
            />
          )}
          <Button type="submit" variant="filled" size="md" aria-busy={pending} aria-disabled={pending}>
            {pending ? say.pending[way] : say.go[way]}
          </Button>
        </form>
        <p className={classes.foot}>{say.foot(desktop.state.version)}</p>
      </main>
    </div>
  );
}

function WayCard({
  value,
  label,
  hint,
  children,
}: {
  value: Way;
  label: string;
  hint: string;
  children?: React.ReactNode;
}) {
  return (
    <Radio.Card value={value} className={classes.way ?? ""} aria-label={label}>
      <Radio.Indicator className={classes.mark ?? ""} />
      <span>
        <span className={classes.name}>{label}</span>
        <span className={classes.hint}>{hint}</span>
        {children}
      </span>
    </Radio.Card>
  );
}
