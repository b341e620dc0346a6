import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { CircleCheck } from "lucide-react";
import type { HomeView } from "../../api/home.ts";
import { paths } from "../../paths.ts";
import { Section } from "../../shell/Page.tsx";
import { texts } from "../../texts/index.ts";
import classes from "./Overview.module.css";

const say = texts.overview;

/** How far set-up is and the one next step; once it is complete, a line. `quiet`: something above is more urgent. */
export function SetUpProgress({
  setUp,
  suspended,
  quiet = false,
}: {
  setUp: NonNullable<HomeView["setUp"]>;
  suspended: boolean;
  quiet?: boolean;
}) {
  const { done, of, next } = setUp;
  // The first step of all is Enterprise Toolkit, which stands on Billing; every other one is on the checklist.
  const there = done === 0 || suspended ? paths.billing : paths.organization;
  if (!next)
    return (
      <p className={classes.setUpDone}>
        <CircleCheck size={16} aria-hidden />
        {say.setUpDone(done, of)}{" "}
        <Link to={paths.organization} className={classes.link ?? ""}>
          {say.setUpOpen}
        </Link>
      </p>
    );
  return (
    <Section
      id="set-up"
      title={say.setUp}
      actions={<span className={classes.meta}>{say.setUpOf(done, of)}</span>}
    >
      <div className={classes.setUp}>
        <progress className={classes.progress} value={done} max={of} aria-label={say.setUpOf(done, of)} />
        <p className={classes.next}>
          <span className={classes.meta}>{say.setUpNext}</span>
          <strong>{next.step}</strong>
          <span>{next.sentence}</span>
        </p>
        <div className={classes.buttons}>
          <Button component={Link} to={there} variant={quiet ? "default" : "filled"}>
            {say.setUpContinue}
          </Button>
          <Button component={Link} to={paths.rehearsal}>
            {say.rehearse}
          </Button>
        </div>
      </div>
    </Section>
  );
}
