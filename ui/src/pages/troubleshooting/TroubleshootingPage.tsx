import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { CircleCheck, Wrench } from "lucide-react";
import { useNews } from "../../activity/useNews.ts";
import {
  type Check,
  type CheckId,
  type Troubles,
  troublesQuery,
  useCheckAll,
} from "../../api/troubleshooting.ts";
import { Loaded } from "../../parts/States.tsx";
import { Page, Section } from "../../shell/Page.tsx";
import { texts } from "../../texts/index.ts";
import { CheckRow } from "./CheckRow.tsx";
import classes from "./Troubleshooting.module.css";
import { Unprovisioned } from "./Unprovisioned.tsx";

const say = texts.troubleshooting;
const NEWS = [["troubleshooting"]];
/** What Okta's own calls give away; the rest Latchkey finds out by itself. */
const told: ReadonlySet<CheckId> = new Set([
  "sync_passwords",
  "user_name_format",
  "scheduled_imports",
  "update_attributes",
  "oidc_assignment",
]);
const toMend = ({ state }: Check) => state === "failed" || state === "warning";

/** What is wrong and how to mend it: checks with their fixes, and people who could not be provisioned. */
export function TroubleshootingPage() {
  const troubles = useQuery(troublesQuery);
  const { data } = troubles;
  useNews({ keys: NEWS, on: data !== undefined });
  return (
    <Page title={say.title} actions={data && <CheckAll checks={data.checks} />}>
      <Loaded query={troubles}>{(found) => <Found troubles={found} />}</Loaded>
    </Page>
  );
}

function CheckAll({ checks }: { checks: Check[] }) {
  const all = useCheckAll();
  return (
    <Button
      aria-busy={all.isPending}
      onClick={() => !all.isPending && all.mutate(checks.map(({ id }) => id))}
    >
      {all.isPending ? say.checkingAll : say.checkAll}
    </Button>
  );
}

function Found({ troubles }: { troubles: Troubles }) {
  const { checks, unprovisioned } = troubles;
  // What cannot work comes before what could be better.
  const mend = checks
    .filter(toMend)
    .sort((a, b) => Number(b.state === "failed") - Number(a.state === "failed"));
  const rest = checks.filter((check) => !toMend(check));
  const waiting = unprovisioned.filter(({ retriedAt }) => retriedAt === null).length;
  return (
    <>
      <Sum count={mend.length + waiting} />
      {mend.length > 0 && <Checks id="mend" title={say.groups.mend} checks={mend} />}
      <Unprovisioned people={unprovisioned} />
      <Checks id="latchkey" title={say.groups.latchkey} checks={rest.filter(({ id }) => !told.has(id))} />
      <Checks
        id="okta"
        title={say.groups.okta}
        lead={say.checksLead}
        checks={rest.filter(({ id }) => told.has(id))}
      />
    </>
  );
}

function Sum({ count }: { count: number }) {
  const Icon = count > 0 ? Wrench : CircleCheck;
  return (
    <p className={classes.sum} role="status" data-well={count === 0 || undefined}>
      <Icon size={20} aria-hidden />
      {count > 0 ? say.wrong(count) : say.fine}
    </p>
  );
}

function Checks({ id, title, lead, checks }: { id: string; title: string; lead?: string; checks: Check[] }) {
  if (checks.length === 0) return null;
  return (
    <Section id={id} title={title} lead={lead}>
      <ul>
        {checks.map((check) => (
          <CheckRow key={check.id} check={check} />
        ))}
      </ul>
    </Section>
  );
}
