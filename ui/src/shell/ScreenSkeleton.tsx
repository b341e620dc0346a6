import { Skeleton } from "@mantine/core";
import { Lines } from "../parts/States.tsx";
import classes from "./Page.module.css";

/** A screen whose code is on its way: the header and lines. */
export function ScreenSkeleton() {
  return (
    <main className={classes.main}>
      <div className={classes.header}>
        <Skeleton height={20} width={128} />
      </div>
      <div className={classes.body}>
        <Lines />
      </div>
    </main>
  );
}
