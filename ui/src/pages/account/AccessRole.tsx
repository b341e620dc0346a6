import { Check, Minus } from "lucide-react";
import { Badge } from "../../parts/Badge.tsx";
import { accessRoles, includes, type RoleKey } from "../../roles.ts";
import { Section } from "../../shell/Page.tsx";
import { texts } from "../../texts/index.ts";
import classes from "./AccessRole.module.css";

const say = texts.home;

/** The table of access roles as a list: each role adds to the one before, and yours is marked. */
export function AccessRole({ role }: { role: RoleKey }) {
  const { names, abilities } = texts.roles;
  return (
    <Section id="access" title={say.access} lead={`${say.accessIs(names[role])} ${say.accessChange}`}>
      <ul>
        {accessRoles.map((step) => {
          const has = includes(role, step);
          const Icon = has ? Check : Minus;
          return (
            <li key={step} className={classes.step} data-has={has || undefined}>
              <div className={classes.role}>
                <span className={classes.name}>{names[step]}</span>
                {step === role && <Badge>{say.yourRole}</Badge>}
              </div>
              <ul className={classes.abilities}>
                {abilities[step].map((ability) => (
                  <li key={ability} className={classes.ability}>
                    <Icon size={14} aria-hidden className={classes.icon} />
                    {ability}
                  </li>
                ))}
              </ul>
              <span className={classes.word}>{has ? say.has : say.hasNot}</span>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
