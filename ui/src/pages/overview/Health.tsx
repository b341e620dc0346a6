import {
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CirclePause,
  Hourglass,
  type LucideIcon,
} from "lucide-react";
import type { HealthState, HomeView } from "../../api/home.ts";
import { Badge, type Tone } from "../../parts/Badge.tsx";
import { Relative } from "../../parts/Relative.tsx";
import { texts } from "../../texts/index.ts";
import classes from "./Overview.module.css";

const say = texts.overview;
const shown: Record<HealthState, { tone: Tone; Icon: LucideIcon }> = {
  working: { tone: "done", Icon: CircleCheck },
  waiting: { tone: "waiting", Icon: Hourglass },
  refusing: { tone: "refused", Icon: CircleAlert },
  suspended: { tone: "waiting", Icon: CirclePause },
  not_set_up: { tone: "neutral", Icon: CircleDashed },
};

/** How it goes, in one sentence with its time. */
export function Health({ health, lastCallAt }: { health: HomeView["health"]; lastCallAt: string | null }) {
  const { tone, Icon } = shown[health.state];
  return (
    <div className={classes.health} role="status">
      <Badge tone={tone} icon={<Icon size={12} aria-hidden />}>
        {say.states[health.state]}
      </Badge>
      <p className={classes.sentence}>{health.sentence}</p>
      <p className={classes.meta}>
        {say.asOf} <Relative iso={health.at} />
        {lastCallAt && (
          <>
            {" · "}
            {say.lastCall} <Relative iso={lastCallAt} />
          </>
        )}
      </p>
    </div>
  );
}
