import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Check, CircleCheck, CircleSlash, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { type Billing, useToolkit } from "../../api/billing.ts";
import { inWords } from "../../api/in-words.ts";
import { Badge } from "../../parts/Badge.tsx";
import { Confirm } from "../../parts/Dialog.tsx";
import { Moment } from "../../parts/Moment.tsx";
import { Notice } from "../../parts/Notice.tsx";
import { toast } from "../../parts/toast.tsx";
import { useNow } from "../../parts/useNow.ts";
import { Section } from "../../shell/Page.tsx";
import { texts } from "../../texts/index.ts";
import classes from "./Billing.module.css";

const say = texts.billing.toolkit;

/** Enterprise Toolkit: what it gives, on at a click, off only after saying what that means. */
export function Toolkit({ toolkit }: { toolkit: Billing["toolkit"] }) {
  const [asking, setAsking] = useState(false);
  const change = useToolkit();
  const now = useNow();
  const on = toolkit.enabledAt !== null;
  const enable = () => {
    if (change.isPending) return;
    const again = toolkit.connectorSuspended;
    change.mutate(true, { onSuccess: () => toast(again ? say.enabledAgain : say.enabled) });
  };
  const disable = () =>
    change.mutate(false, {
      onSuccess: () => {
        setAsking(false);
        toast(say.disabled);
      },
    });
  const ask = () => {
    change.reset();
    setAsking(true);
  };
  return (
    <Section
      id="toolkit"
      title={say.title}
      lead={say.lead}
      actions={<StateBadge on={on} suspended={toolkit.connectorSuspended} />}
    >
      <div className={classes.toolkit}>
        {toolkit.connectorSuspended && (
          <Notice tone="waiting" title={say.suspendedTitle}>
            {say.suspendedText}
          </Notice>
        )}
        <ul className={classes.gives}>
          {say.gives.map((it) => (
            <li key={it}>
              <Check size={14} aria-hidden />
              {it}
            </li>
          ))}
        </ul>
        {!asking && change.error && <Notice tone="refused">{inWords(change.error)}</Notice>}
        <div className={classes.foot}>
          {on ? (
            <>
              <p className={classes.since}>
                {say.since} <Moment iso={toolkit.enabledAt ?? ""} now={now} />
                {" · "}
                <Link to="/organization">{say.toOrganization}</Link>
              </p>
              <Button onClick={ask}>{say.disable}</Button>
            </>
          ) : (
            <Button variant="filled" aria-busy={change.isPending} onClick={enable}>
              {change.isPending ? say.enabling : say.enable}
            </Button>
          )}
        </div>
      </div>
      <Confirm
        opened={asking}
        onClose={() => setAsking(false)}
        title={say.confirmTitle}
        verb={say.confirmVerb}
        danger
        pending={change.isPending}
        failure={change.error}
        onConfirm={disable}
      >
        <p>{say.confirmLead}</p>
        <ul className={classes.loses}>
          {say.confirmLoses.map((it) => (
            <li key={it}>{it}</li>
          ))}
        </ul>
        <p>{say.confirmKeeps}</p>
      </Confirm>
    </Section>
  );
}

function StateBadge({ on, suspended }: { on: boolean; suspended: boolean }) {
  if (on)
    return (
      <Badge tone="done" icon={<CircleCheck size={12} aria-hidden />}>
        {say.on}
      </Badge>
    );
  if (suspended)
    return (
      <Badge tone="waiting" icon={<TriangleAlert size={12} aria-hidden />}>
        {say.suspended}
      </Badge>
    );
  return <Badge icon={<CircleSlash size={12} aria-hidden />}>{say.off}</Badge>;
}
