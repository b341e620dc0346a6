import type { Settings } from "../../api/settings.ts";
import { Facts } from "../../parts/Facts.tsx";
import { Moment } from "../../parts/Moment.tsx";
import { Notice } from "../../parts/Notice.tsx";
import { useNow } from "../../parts/useNow.ts";
import { Section } from "../../shell/Page.tsx";
import { texts } from "../../texts/index.ts";
import classes from "./Settings.module.css";

const words = texts.settings.certificate;

/** The server's own certificate: whom it is for, until when, and what is wrong with it or with its successor. */
export function Certificate({ certificate }: { certificate: NonNullable<Settings["certificate"]> }) {
  const now = useNow();
  return (
    <Section id="certificate" title={words.title}>
      {certificate.trouble && (
        <div className={classes.trouble}>
          <Notice tone={certificate.daysLeft < 0 ? "refused" : "waiting"}>{certificate.trouble}</Notice>
        </div>
      )}
      <Facts
        facts={[
          { name: words.names, value: certificate.names.join(", ") || null },
          { name: words.issuer, value: certificate.issuer },
          {
            name: words.ends,
            value: (
              <>
                <Moment iso={certificate.endsAt} now={now} />, {words.left(certificate.daysLeft)}
              </>
            ),
          },
          { name: words.file, value: <code>{certificate.certificateFile}</code> },
          { name: words.key, value: <code>{certificate.keyFile}</code> },
        ]}
      />
      <p className={classes.folder}>{words.hint}</p>
    </Section>
  );
}
