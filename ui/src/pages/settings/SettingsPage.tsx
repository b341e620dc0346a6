import { useQuery } from "@tanstack/react-query";
import { useSession } from "../../api/session.ts";
import { type Settings, settingsQuery } from "../../api/settings.ts";
import { bytesInWords } from "../../numbers.ts";
import { Facts } from "../../parts/Facts.tsx";
import { Moment } from "../../parts/Moment.tsx";
import { Lines, Loaded } from "../../parts/States.tsx";
import { useNow } from "../../parts/useNow.ts";
import { platform } from "../../platform/index.ts";
import { includes, roleKey } from "../../roles.ts";
import { Page, Section } from "../../shell/Page.tsx";
import { texts } from "../../texts/index.ts";
import { Appearance } from "./Appearance.tsx";
import { Backups } from "./Backups.tsx";
import { Certificate } from "./Certificate.tsx";
import { Keeping } from "./Keeping.tsx";
import { PublicUrl } from "./PublicUrl.tsx";
import { SessionLifetime } from "./SessionLifetime.tsx";
import classes from "./Settings.module.css";
import { StartAtLogin } from "./StartAtLogin.tsx";

const say = texts.settings;
const words = say.address;

/** The look of one's own window for everyone, and this server for an EnterpriseAdmin. */
export function SettingsPage() {
  const session = useSession();
  const role = roleKey(session.data?.user.accessRole);
  return (
    <Page title={say.title}>
      <Appearance />
      {platform.desktop && <StartAtLogin desktop={platform.desktop} />}
      {includes(role, "EnterpriseAdmin") ? <Server /> : <p className={classes.others}>{say.others}</p>}
    </Page>
  );
}

function Server() {
  const settings = useQuery(settingsQuery);
  return (
    <Loaded query={settings} loading={<Lines count={10} />}>
      {(loaded) => (
        <>
          <PublicUrl settings={loaded} />
          <Address settings={loaded} />
          {loaded.certificate && <Certificate certificate={loaded.certificate} />}
          <SessionLifetime settings={loaded} />
          <Keeping settings={loaded} />
          <Backups settings={loaded} />
        </>
      )}
    </Loaded>
  );
}

/** Where TLS ends, and what is missing where it ends nowhere that this server knows of. */
function tlsWords({ tls, https, tlsEndedBy }: Settings): string {
  if (tls) return words.tlsHere;
  if (!https) return words.tlsNone;
  return tlsEndedBy === "proxy" ? words.tlsProxy : words.tlsUnknown;
}

function Address({ settings }: { settings: Settings }) {
  const now = useNow();
  return (
    <Section id="address" title={words.title}>
      <Facts
        facts={[
          { name: words.listen, value: <code>{settings.listen}</code> },
          { name: words.tls, value: tlsWords(settings) },
          { name: words.data, value: <code>{settings.dataDir}</code> },
          { name: words.database, value: bytesInWords(settings.databaseBytes) },
          { name: words.version, value: settings.version },
          { name: words.running, value: <Moment iso={settings.startedAt} now={now} /> },
        ]}
      />
    </Section>
  );
}
