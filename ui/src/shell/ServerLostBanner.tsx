import { Button } from "@mantine/core";
import { useIsFetching, useQueryClient } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import { useConnection } from "../api/connection.ts";
import { platform } from "../platform/index.ts";
import { texts } from "../texts/index.ts";
import { clockOf } from "../time.ts";
import classes from "./ServerLostBanner.module.css";

const say = texts.serverLost;

/** Stands above the page while the server does not answer. What was loaded stays, with its time. */
export function ServerLostBanner() {
  const { lostSince, lastAnswer } = useConnection();
  const queries = useQueryClient();
  const trying = useIsFetching() > 0;
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
