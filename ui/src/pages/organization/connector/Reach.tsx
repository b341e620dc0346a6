import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleCheck, CircleDashed, Network } from "lucide-react";
import { type Reach, reachQuery, useTestReach } from "../../../api/connector.ts";
import { inWords } from "../../../api/in-words.ts";
import { Badge } from "../../../parts/Badge.tsx";
import { Facts } from "../../../parts/Facts.tsx";
import { Notice } from "../../../parts/Notice.tsx";
import { Relative } from "../../../parts/Relative.tsx";
import { Loaded } from "../../../parts/States.tsx";
import { Section } from "../../../shell/Page.tsx";
import { texts } from "../../../texts/index.ts";
import classes from "./Connector.module.css";
import { ReachSteps } from "./ReachSteps.tsx";
import { Recipes } from "./Recipes.tsx";

const say = texts.connector.reach;

const looks = {
  public: { tone: "done", Icon: CircleCheck },
  agent: { tone: "done", Icon: Network },
  not_yet: { tone: "waiting", Icon: CircleDashed },
} as const;

/** Whether Okta can reach this server, by which of the three ways, and how to get there. */
export function ReachSection() {
  const reach = useQuery(reachQuery);
  const test = useTestReach();
  return (
    <Section
      id="reach"
      title={say.title}
      lead={say.lead}
      actions={reach.data && <StateBadge state={reach.data.state} />}
    >
      <Loaded query={reach}>
        {(known) => (
          <div className={classes.reach}>
            <p role="status">{known.sentence}</p>
            <Facts
              facts={[
                {
                  name: say.url,
                  value: (
                    <span className={classes.url}>
                      <code>{known.publicUrl}</code>
                      <Link to="/settings">{say.change}</Link>
                    </span>
                  ),
                },
                {
                  name: say.lastCall,
                  value: known.lastExternalCallAt ? <Relative iso={known.lastExternalCallAt} /> : say.none,
                },
              ]}
            />
            {test.error && <Notice tone="refused">{inWords(test.error)}</Notice>}
            <div className={classes.foot}>
              {test.isSuccess && (
                <p role="status" className={classes.aside}>
                  {say.tested} <Relative iso={new Date(test.submittedAt).toISOString()} />
                </p>
              )}
              <Button aria-busy={test.isPending} onClick={() => !test.isPending && test.mutate()}>
                {test.isPending ? say.testing : say.test}
              </Button>
            </div>
            {known.steps.length > 0 && <ReachSteps steps={known.steps} notSeen={known.notSeen} />}
            <Recipes recipes={known.recipes} open={known.state === "not_yet"} />
          </div>
        )}
      </Loaded>
    </Section>
  );
}

function StateBadge({ state }: { state: Reach["state"] }) {
  const { tone, Icon } = looks[state];
  return (
    <Badge tone={tone} icon={<Icon size={12} aria-hidden />}>
      {say.states[state]}
    </Badge>
  );
}
