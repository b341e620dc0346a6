import { useState } from "react";
import type { Connector } from "../../../api/connector.ts";
import { CopyAll } from "../../../parts/CopyAll.tsx";
import { CopyRow } from "../../../parts/CopyRow.tsx";
import { Section } from "../../../shell/Page.tsx";
import { texts } from "../../../texts/index.ts";
import classes from "./Connector.module.css";
import { PasskeyRow } from "./PasskeyRow.tsx";
import { RotatePasskey } from "./RotatePasskey.tsx";

const say = texts.connector.copy;

/** SCIM Url, User Name, Password, every Login Redirect URI and what a tile opens, each with the field that it belongs in. */
export function CopyIntoOkta({ connector }: { connector: Connector }) {
  const uris = connector.loginRedirectUris;
  // Here and not in the row: the row of the current passkey becomes the old one's while the new one is shown.
  const [rotating, setRotating] = useState(false);
  return (
    <Section id="copy" title={say.title} lead={say.lead}>
      <CopyRow name={say.scimUrl} theirName={say.scimUrlThere} value={connector.scimUrl} />
      <CopyRow name={say.userName} theirName={say.userNameThere} value={connector.userName} />
      {connector.passkeys.map((passkey) => (
        <PasskeyRow
          key={passkey.id}
          passkey={passkey}
          keeps={connector.keeps}
          count={connector.passkeys.length}
          onRotate={() => setRotating(true)}
        />
      ))}
      <div className={classes.uris}>
        <div>
          <h3 className={classes.urisTitle}>{say.redirectTitle}</h3>
          <p className={classes.meta}>{say.redirectThere}</p>
        </div>
        <CopyAll values={uris} label={say.all} />
      </div>
      {uris.map((uri, at) => (
        <CopyRow key={uri} name={say.redirect(String(at + 1), String(uris.length))} value={uri} />
      ))}
      <p className={classes.after}>{say.logout}</p>
      <CopyRow name={say.tile} theirName={say.tileThere} value={connector.initiateLoginUri} />
      <div className={classes.uris}>
        <div>
          <h3 className={classes.urisTitle}>{say.endTitle}</h3>
          <p className={classes.meta}>{say.endLead}</p>
        </div>
      </div>
      <CopyRow name={say.universal} theirName={say.universalThere} value={connector.universalLogoutUrl} />
      <CopyRow
        name={say.backchannel}
        theirName={say.backchannelThere}
        value={connector.backchannelLogoutUrl}
      />
      <RotatePasskey opened={rotating} keeps={connector.keeps} onClose={() => setRotating(false)} />
    </Section>
  );
}
