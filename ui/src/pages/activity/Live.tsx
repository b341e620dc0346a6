import { Button } from "@mantine/core";
import { ArrowUp, Pause, Radio } from "lucide-react";
import { useConnection } from "../../api/connection.ts";
import { texts } from "../../texts/index.ts";
import classes from "./ActivityPage.module.css";

const say = texts.activity;

/** Whether the list moves by itself; while it is held, how many wait, and the way to them. */
export function Live({ held, waiting, onShow }: { held: boolean; waiting: number; onShow: () => void }) {
  const { lostSince } = useConnection();
  const still = held || lostSince !== null;
  const Icon = still ? Pause : Radio;
  return (
    <div className={classes.live} role="status">
      {waiting > 0 ? (
        <Button
          onClick={onShow}
          leftSection={<ArrowUp size={14} aria-hidden />}
          className={classes.pill ?? ""}
        >
          {say.fresh(waiting)}
        </Button>
      ) : (
        <span
          className={classes.state}
          data-still={still || undefined}
          title={still ? say.pausedHint : say.liveHint}
        >
          <Icon size={14} aria-hidden />
          {lostSince ? say.notLive : held ? say.paused : say.live}
        </span>
      )}
    </div>
  );
}
