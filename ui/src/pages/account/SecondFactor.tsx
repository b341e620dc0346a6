import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { KeyRound, Smartphone } from "lucide-react";
import { type ReactNode, useState } from "react";
import { ownSecondFactorsQuery, type SecondFactors, type SignInPasskey } from "../../api/second-factor.ts";
import { FreshSignIn } from "../../parts/FreshSignIn.tsx";
import { Notice } from "../../parts/Notice.tsx";
import { Relative } from "../../parts/Relative.tsx";
import { Loaded } from "../../parts/States.tsx";
import parts from "../../parts/second-factor/SecondFactor.module.css";
import { platform } from "../../platform/index.ts";
import { Section } from "../../shell/Page.tsx";
import { texts } from "../../texts/index.ts";
import classes from "./AccountPage.module.css";
import { AddApp } from "./AddApp.tsx";
import { AddPasskey } from "./AddPasskey.tsx";
import { MakeCodes } from "./MakeCodes.tsx";
import { RemoveFactor } from "./RemoveFactor.tsx";
import { RenamePasskey } from "./RenamePasskey.tsx";

const say = texts.secondFactor.own;

export type Opened =
  | { as: "app" | "passkey" | "codes" | "remove-app" }
  | { as: "rename" | "remove"; passkey: SignInPasskey }
  | null;

/** What stands beside one's local password, and what happened to it lately. */
export function SecondFactor() {
  const factors = useQuery(ownSecondFactorsQuery);
  return (
    <Section id="second-factor" title={say.title} lead={say.lead}>
      <FreshSignIn>
        <Loaded query={factors}>{(found) => <Whole factors={found} />}</Loaded>
      </FreshSignIn>
    </Section>
  );
}

function Whole({ factors }: { factors: SecondFactors }) {
  const [opened, setOpened] = useState<Opened>(null);
  const close = () => setOpened(null);
  const { totp, passkeys, passkeyNote } = factors;
  const some = totp !== null || passkeys.length > 0;
  const canAddPasskey = passkeyNote === null && platform.passkeys !== null;
  return (
    <div className={classes.factors}>
      {!some && (
        <Notice tone={factors.required ? "waiting" : "neutral"} title={say.noneTitle}>
          {factors.required ? `${say.noneText} ${say.required}` : say.noneText}
        </Notice>
      )}
      {some && (
        <ul>
          {totp && (
            <Line
              icon={<Smartphone size={16} aria-hidden className={classes.icon} />}
              name={say.app}
              addedAt={totp.addedAt}
              lastUsedAt={totp.lastUsedAt}
            >
              <Button onClick={() => setOpened({ as: "app" })}>{say.replaceApp}</Button>
              <Button aria-label={say.removeWhat(say.app)} onClick={() => setOpened({ as: "remove-app" })}>
                {say.remove}
              </Button>
            </Line>
          )}
          {passkeys.map((passkey) => (
            <Line
              key={passkey.id}
              icon={<KeyRound size={16} aria-hidden className={classes.icon} />}
              name={passkey.name}
              note={passkeyNote === null ? null : say.elsewhere(passkey.host)}
              addedAt={passkey.addedAt}
              lastUsedAt={passkey.lastUsedAt}
            >
              <Button
                aria-label={say.renameWhat(passkey.name)}
                onClick={() => setOpened({ as: "rename", passkey })}
              >
                {say.rename}
              </Button>
              <Button
                aria-label={say.removeWhat(passkey.name)}
                onClick={() => setOpened({ as: "remove", passkey })}
              >
                {say.remove}
              </Button>
            </Line>
          ))}
          <li className={classes.session}>
            <div className={classes.about}>
              <p>{say.recovery}</p>
              <p className={classes.times}>{say.left(factors.recoveryCodes)}</p>
            </div>
            <Button onClick={() => setOpened({ as: "codes" })}>{say.makeCodes}</Button>
          </li>
        </ul>
      )}
      <div className={parts.buttons}>
        {!totp && <Button onClick={() => setOpened({ as: "app" })}>{say.addApp}</Button>}
        {canAddPasskey && <Button onClick={() => setOpened({ as: "passkey" })}>{say.addPasskey}</Button>}
      </div>
      {!canAddPasskey && <p className={classes.times}>{passkeyNote ?? say.noPasskeys[platform.kind]}</p>}
      {factors.told.length > 0 && <Lately told={factors.told} />}
      <AddApp opened={opened?.as === "app"} onClose={close} />
      <AddPasskey opened={opened?.as === "passkey"} onClose={close} />
      <MakeCodes opened={opened?.as === "codes"} onClose={close} />
      <RenamePasskey passkey={opened?.as === "rename" ? opened.passkey : null} onClose={close} />
      <RemoveFactor opened={opened} onClose={close} />
    </div>
  );
}

function Line({
  icon,
  name,
  note = null,
  addedAt,
  lastUsedAt,
  children,
}: {
  icon: ReactNode;
  name: string;
  note?: string | null;
  addedAt: string;
  lastUsedAt: string | null;
  children: ReactNode;
}) {
  return (
    <li className={classes.session}>
      {icon}
      <div className={classes.about}>
        <p>
          {name} {note && <span className={classes.times}>{note}</span>}
        </p>
        <p className={classes.times}>
          <span>
            {say.added} <Relative iso={addedAt} />
          </span>
          <span>
            {say.lastUsed} {lastUsedAt ? <Relative iso={lastUsedAt} /> : say.neverUsed}
          </span>
        </p>
      </div>
      <div className={parts.buttons}>{children}</div>
    </li>
  );
}

/** Whoever did not do it hears of it. */
function Lately({ told }: { told: SecondFactors["told"] }) {
  return (
    <div>
      <h3 className={classes.lately}>{say.lately}</h3>
      <ul>
        {told.map((event) => (
          <li key={event.at + event.sentence} className={classes.event}>
            {event.sentence}{" "}
            <span className={classes.times}>
              <span>
                <Relative iso={event.at} />
                {event.by && ` ${say.by(event.by)}`}
                {event.from && ` ${say.from(event.from)}`}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
