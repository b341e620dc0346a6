import { Button } from "@mantine/core";
import { useIsFetching, useQueryClient } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import { useEffect } from "react";
import { connection, useConnection } from "../api/connection.ts";
import { sessionQuery } from "../api/session.ts";
import { pauseAfter } from "../api/useLongPoll.ts";
import { platform } from "../platform/index.ts";
import { texts } from "../texts/index.ts";
import { clockOf } from "../time.ts";
import classes from "./ServerLostBanner.module.css";
import { useProbe } from "./useProbe.ts";

const say = texts.serverLost;
const LONGEST_PAUSE_MS = 10_000;

/** Asks again by itself, with longer pauses, and loads what had failed once there is an answer. */
function useAskingAgain(lost: boolean): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (!lost) return;
    let tries = 0;
    let timer: ReturnType<typeof setTimeout>;
    const later = () => {
      tries += 1;
      timer = setTimeout(
        () => void queries.refetchQueries({ queryKey: sessionQuery.queryKey }),
        Math.min(LONGEST_PAUSE_MS, pauseAfter(tries)),
      );
    };
    later();
    // Every unanswered call, whoever made it, is followed by another question.
    const stop = connection.onUnanswered(() => {
      clearTimeout(timer);
      later();
    });
    return () => {
      stop();
      clearTimeout(timer);
      void queries.refetchQueries({ predicate: ({ state }) => state.status === "error" });
    };
  }, [lost, queries]);
}

/** Stands above the page while the server does not answer. What was loaded stays, with its time. */
export function ServerLostBanner() {
  const { lostSince, lastAnswer } = useConnection();
  const queries = useQueryClient();
  const trying = useIsFetching() > 0;
  useProbe();
  useAskingAgain(lostSince !== null);
  return (
    <div role="status">
      {lostSince && (
        <div className={classes.banner}>
          <TriangleAlert size={16} aria-hidden className={classes.icon} />
          <p className={classes.text}>
            <strong>{say.banner(platform.host, clockOf(lostSince))}</strong>{" "}
            {lastAnswer && say.keeps(clockOf(lastAnswer))}
          </p>
          <Button onClick={() => queries.refetchQueries()} aria-busy={trying} className={classes.again ?? ""}>
            {say.tryNow}
          </Button>
        </div>
      )}
    </div>
  );
}
