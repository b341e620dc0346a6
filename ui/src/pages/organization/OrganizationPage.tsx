import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useNews } from "../../activity/useNews.ts";
import { type Connector, connectorQuery } from "../../api/connector.ts";
import { type Organization, organizationQuery } from "../../api/organization.ts";
import { FreshSignIn } from "../../parts/FreshSignIn.tsx";
import { Lines, Loaded } from "../../parts/States.tsx";
import { Page } from "../../shell/Page.tsx";
import { texts } from "../../texts/index.ts";
import { AddConnector, ShownOnce } from "./AddConnector.tsx";
import { Checklist } from "./connector/Checklist.tsx";
import { ConnectorState } from "./connector/ConnectorState.tsx";
import { OktaConnector } from "./connector/OktaConnector.tsx";
import { OrganizationSection } from "./OrganizationSection.tsx";
import { useEdits } from "./useEdits.ts";

const say = texts.organization;
/** What a call by Okta shows in: the badge, the passkeys' last use, the checklist and the reach. */
const NEWS = [["connector"], ["sign-in", "policy"]];

/** The organization, and below it the connector's details, with Okta's steps beside them. */
export function OrganizationPage() {
  const organization = useQuery(organizationQuery);
  const connector = useQuery(connectorQuery);
  useNews({ keys: NEWS, on: Boolean(connector.data) });
  return (
    <FreshSignIn>
      <Page
        title={say.title}
        badge={connector.data && <ConnectorState connector={connector.data} />}
        aside={connector.data ? <Checklist connector={connector.data} /> : undefined}
      >
        <Loaded query={organization} loading={<Lines count={10} />}>
          {(loaded) => (
            <Loaded query={connector} loading={<Lines count={10} />}>
              {(okta) => <Setup organization={loaded} connector={okta} />}
            </Loaded>
          )}
        </Loaded>
      </Page>
    </FreshSignIn>
  );
}

/** What is edited above is saved with Add Connector below: both share one form. */
function Setup({ organization, connector }: { organization: Organization; connector: Connector | null }) {
  const edits = useEdits(organization);
  const [added, setAdded] = useState(false);
  const [once, setOnce] = useState<string | null>(null);
  return (
    <>
      <OrganizationSection organization={organization} connector={connector} edits={edits} />
      {connector ? (
        <OktaConnector connector={connector} arrive={added && once === null} />
      ) : (
        <AddConnector
          edits={edits}
          onAdded={(passkey) => {
            setAdded(true);
            setOnce(passkey);
          }}
        />
      )}
      <ShownOnce passkey={once} onDone={() => setOnce(null)} />
    </>
  );
}
