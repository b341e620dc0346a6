import type { Billing } from "../../api/billing.ts";
import { digits } from "../../numbers.ts";
import { accessRoles, roleKey } from "../../roles.ts";
import { Section } from "../../shell/Page.tsx";
import { texts } from "../../texts/index.ts";
import classes from "./Billing.module.css";

const say = texts.billing.seats;

/** How the seats divide among access roles, highest first. */
export function Roles({ seats }: { seats: Billing["seats"] }) {
  const counts = new Map(seats.byRole.map(({ accessRole, active }) => [roleKey(accessRole), active]));
  const share = (count: number) =>
    seats.active === 0 ? "–" : `${Math.round((count / seats.active) * 100)} %`;
  return (
    <Section id="by-role" title={say.byRole} lead={texts.billing.seatsRule}>
      <table className={classes.table} aria-labelledby="by-role">
        <thead>
          <tr>
            <th scope="col">{say.role}</th>
            <th scope="col">{say.active}</th>
            <th scope="col">{say.share}</th>
          </tr>
        </thead>
        <tbody>
          {accessRoles.toReversed().map((role) => (
            <tr key={role}>
              <th scope="row">{texts.roles.names[role]}</th>
              <td>{digits(counts.get(role) ?? 0)}</td>
              <td>{share(counts.get(role) ?? 0)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{say.total}</th>
            <td>{digits(seats.active)}</td>
            <td>{share(seats.active)}</td>
          </tr>
        </tfoot>
      </table>
    </Section>
  );
}
