import { useEffect, useRef } from "react";
import type { Connector } from "../../../api/connector.ts";
import { texts } from "../../../texts/index.ts";
import classes from "./Connector.module.css";
import { CopyIntoOkta } from "./CopyIntoOkta.tsx";
import { ManageUsers } from "./ManageUsers.tsx";
import { ReachSection } from "./Reach.tsx";
import { RemoveConnector } from "./RemoveConnector.tsx";
import { Rules } from "./Rules.tsx";

const say = texts.organization.external;

const sections = ["okta", "manage-users", "reach"];

function sectionOf(hash: string): HTMLElement | null {
  const id = hash.slice(1);
  return sections.includes(id) ? document.getElementById(id) : null;
}

/** The connector's details, in the order in which they are needed. `arrive`: it was added just now. */
export function OktaConnector({ connector, arrive }: { connector: Connector; arrive: boolean }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // The address names a section where one was led to it, or comes back to it from a test sign-in at Okta.
    const asked = arrive ? heading.current : sectionOf(window.location.hash);
    if (!asked) return;
    asked.tabIndex = -1;
    asked.scrollIntoView({ block: "start" });
    asked.focus({ preventScroll: true });
  }, [arrive]);
  return (
    <div className={classes.connector}>
      <h2 id="okta" ref={heading} tabIndex={-1} className={classes.external}>
        {say.title}
      </h2>
      <CopyIntoOkta connector={connector} />
      <ManageUsers connector={connector} />
      <ReachSection />
      <Rules connector={connector} />
      <RemoveConnector />
    </div>
  );
}
