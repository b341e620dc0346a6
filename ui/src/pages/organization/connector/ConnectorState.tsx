import { CircleAlert, CircleCheck, CircleDashed, Clock, PauseCircle } from "lucide-react";
import type { Connector } from "../../../api/connector.ts";
import { Badge } from "../../../parts/Badge.tsx";
import { Relative } from "../../../parts/Relative.tsx";
import { texts } from "../../../texts/index.ts";
import classes from "./Connector.module.css";

const say = texts.connector;

const looks = {
  not_set_up: { tone: "neutral", Icon: CircleDashed },
  waiting: { tone: "waiting", Icon: Clock },
  working: { tone: "done", Icon: CircleCheck },
  refusing: { tone: "refused", Icon: CircleAlert },
  suspended: { tone: "waiting", Icon: PauseCircle },
} as const;

/** How the connector does, by its last call and not by its settings. */
export function ConnectorState({ connector }: { connector: Connector }) {
  const { tone, Icon } = looks[connector.badge];
  return (
    <span className={classes.state}>
      <Badge tone={tone} icon={<Icon size={12} aria-hidden />}>
        {say.title}: {say.badges[connector.badge]}
      </Badge>
      <span className={classes.meta}>
        {connector.lastCallAt ? (
          <>
            {say.lastCall} <Relative iso={connector.lastCallAt} />
          </>
        ) : (
          say.noCall
        )}
      </span>
    </span>
  );
}
