import { Link } from "@tanstack/react-router";
import { Users } from "lucide-react";
import type { PersonAt } from "../../api/people.ts";
import { Empty } from "../../parts/States.tsx";
import { Section } from "../../shell/Page.tsx";
import { texts } from "../../texts/index.ts";
import classes from "./PersonPage.module.css";

const say = texts.person;

export function Groups({ person }: { person: PersonAt }) {
  return (
    <Section id="groups" title={say.tabs.groups}>
      {person.groups.length === 0 ? (
        <Empty Icon={Users} title={say.groupsEmpty.title}>
          {say.groupsEmpty.text}
        </Empty>
      ) : (
        <ul>
          {person.groups.map((group) => (
            <li key={group.id} className={classes.line}>
              <Link to="/groups/$id" params={{ id: group.id }}>
                {group.displayName}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
