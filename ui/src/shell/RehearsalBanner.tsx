import { useQuery } from "@tanstack/react-query";
import { FlaskConical } from "lucide-react";
import { aboutQuery } from "../api/about.ts";
import { texts } from "../texts/index.ts";
import classes from "./ServerLostBanner.module.css";

const say = texts.signIn;

/** Above every page of a rehearsal's scratch installation: nobody should take its people for theirs. */
export function RehearsalBanner() {
  // It is one from its start to its end.
  const about = useQuery({ ...aboutQuery, staleTime: Number.POSITIVE_INFINITY });
  if (!about.data?.rehearsal) return null;
  return (
    <aside className={classes.banner} aria-label={say.rehearsalTitle}>
      <FlaskConical size={16} aria-hidden className={classes.icon} />
      <p className={classes.text}>
        <strong>{say.rehearsalTitle}.</strong> {say.rehearsal}
      </p>
    </aside>
  );
}
