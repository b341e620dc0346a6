import { Skeleton } from "@mantine/core";
import { useAfter } from "../parts/useAfter.ts";
import pageClasses from "./Page.module.css";
import classes from "./Shell.module.css";

const rows = ["a", "b", "c", "d", "e", "f", "g"];

/** The shell in its true shape while it is not known who is signed in. Nothing for the first 200 ms. */
export function ShellSkeleton() {
  if (!useAfter(200)) return null;
  return (
    <div className={classes.shell} aria-hidden="true">
      <div className={classes.sidebar}>
        <div className={classes.organization}>
          <Skeleton height={20} />
        </div>
      </div>
      <div className={classes.pane}>
        <div className={pageClasses.header}>
          <Skeleton height={20} width={96} />
        </div>
        <div className={pageClasses.body} data-aside="">
          {["left", "right"].map((column) => (
            <div key={column} className={pageClasses.card}>
              {rows.map((row) => (
                <Skeleton key={row} height={16} my={12} />
              ))}
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}
