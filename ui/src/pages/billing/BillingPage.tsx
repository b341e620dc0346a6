import { useQuery } from "@tanstack/react-query";
import { type Billing, billingQuery } from "../../api/billing.ts";
import { digits } from "../../numbers.ts";
import { Facts } from "../../parts/Facts.tsx";
import { Lines, Loaded } from "../../parts/States.tsx";
import { Page, Section } from "../../shell/Page.tsx";
import { texts } from "../../texts/index.ts";
import { Roles } from "./Roles.tsx";
import { Seats } from "./Seats.tsx";
import { Toolkit } from "./Toolkit.tsx";

const say = texts.billing;

/** The plan, what its add-on unlocks, and who takes a seat. */
export function BillingPage() {
  const billing = useQuery(billingQuery);
  return (
    <Page title={say.title}>
      <Loaded query={billing} loading={<Lines count={10} />}>
        {(loaded) => (
          <>
            <Plan billing={loaded} />
            <Toolkit toolkit={loaded.toolkit} />
            <Seats history={loaded.history} />
            <Roles seats={loaded.seats} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Plan({ billing }: { billing: Billing }) {
  const { plan, seats } = billing;
  return (
    <Section id="plan" title={say.plan} lead={plan.sentence}>
      <Facts
        facts={[
          { name: say.planName, value: plan.name },
          { name: say.seatsInUse, value: say.seatsCount(digits(seats.active), digits(seats.deactivated)) },
        ]}
      />
    </Section>
  );
}
