import { Button } from "@mantine/core";
import { CircleAlert, CloudOff, RotateCcw } from "lucide-react";
import { knownCode, type Refusal, type RefusalCode } from "../boot/refusal.ts";
import { Badge } from "../parts/Badge.tsx";
import { Brand } from "../parts/Brand.tsx";
import { Copy } from "../parts/Copy.tsx";
import { type Fact, Facts } from "../parts/Facts.tsx";
import { LonePage } from "../parts/LonePage.tsx";
import { useTitle } from "../parts/useTitle.ts";
import { platform } from "../platform/index.ts";
import { texts } from "../texts/index.ts";
import classes from "./RefusalPage.module.css";

const say = texts.refusal;

/** Not a no to the person: it only did not come to an end, and starting again is the way on. */
const unfinished: ReadonlySet<string> = new Set<RefusalCode>(["expired", "state_mismatch", "already_used"]);
/** Nobody said no: something that is needed is not there. */
const unavailable: ReadonlySet<string> = new Set<RefusalCode>([
  "issuer_unreachable",
  "issuer_misbehaved",
  "toolkit_off",
  "not_set_up",
  "interface_only",
]);
/** Going to Okta again leads nowhere before something else was done. */
const notThroughOkta: ReadonlySet<string> = new Set<RefusalCode>([
  "toolkit_off",
  "not_set_up",
  "interface_only",
]);

function StateBadge({ code }: { code: string }) {
  if (unfinished.has(code))
    return (
      <Badge tone="waiting" icon={<RotateCcw size={12} aria-hidden />}>
        {say.badge.unfinished}
      </Badge>
    );
  if (unavailable.has(code))
    return (
      <Badge tone="waiting" icon={<CloudOff size={12} aria-hidden />}>
        {say.badge.unavailable}
      </Badge>
    );
  return (
    <Badge tone="refused" icon={<CircleAlert size={12} aria-hidden />}>
      {say.badge.refused}
    </Badge>
  );
}

/** An email becomes a link to write to; anything else stays the text that an admin entered. */
function Contact({ contact }: { contact: string }) {
  return /^[^\s@:/?&]+@[^\s@:/?&]+$/.test(contact) ? <a href={`mailto:${contact}`}>{contact}</a> : contact;
}

/** One layout for every refusal: what happened, with which account, what was not done, what to do and by whom. */
export function RefusalPage({ refusal }: { refusal: Refusal }) {
  useTitle(refusal.title);
  const { code, issuerSaid, who, supportContact, reference } = refusal;
  const words = say.codes[knownCode(code)];
  const facts: Fact[] = [
    ...(who ? [{ name: say.account, value: who }] : []),
    { name: say.notDone, value: words.notDone },
    { name: say.who, value: words.who },
    ...(supportContact ? [{ name: say.supportLabel, value: <Contact contact={supportContact} /> }] : []),
  ];
  return (
    <LonePage wide head={<Brand />}>
      <div role="alert">
        <StateBadge code={code} />
        <h1 className={classes.title}>{refusal.title}</h1>
        <p className={classes.text}>{refusal.text}</p>
        {issuerSaid && (
          <figure className={classes.quote}>
            <figcaption>{say.issuerSaid}</figcaption>
            <blockquote>
              {issuerSaid.description && <p>{issuerSaid.description}</p>}
              <code>{issuerSaid.error}</code>
            </blockquote>
          </figure>
        )}
      </div>
      <section className={classes.todo} aria-labelledby="todo">
        <h2 id="todo">{say.todo}</h2>
        <p>{refusal.todo}</p>
      </section>
      <Facts facts={facts} />
      <div className={classes.actions}>
        {notThroughOkta.has(code) ? (
          <Button component="a" href="/" variant="filled" size="md">
            {code === "interface_only" ? say.toStart : say.backToSignIn}
          </Button>
        ) : (
          <>
            <Button component="a" href={platform.oktaSignInHref("/")} variant="filled" size="md">
              {texts.tryAgain}
            </Button>
            <Button component="a" href="/" size="md">
              {say.backToSignIn}
            </Button>
          </>
        )}
      </div>
      {reference && (
        <p className={classes.reference}>
          {texts.reference} <code>{reference}</code>
          <Copy value={reference} what={texts.reference} />
        </p>
      )}
    </LonePage>
  );
}
