import { Link } from "@tanstack/react-router";
import type { HomeView } from "../../api/home.ts";
import { digits } from "../../numbers.ts";
import { paths } from "../../paths.ts";
import { roleKey } from "../../roles.ts";
import { Section } from "../../shell/Page.tsx";
import { texts } from "../../texts/index.ts";
import classes from "./Overview.module.css";

const say = texts.overview;

/** Active people by access role, and how many of them ever signed in; each figure leads to its people. */
export function WhoSignsIn({ rows }: { rows: HomeView["signIn"] }) {
  const total = (pick: "active" | "signedInEver") => rows.reduce((sum, row) => sum + row[pick], 0);
  return (
    <Section id="who" title={say.signIn}>
      <table className={classes.who}>
        <thead>
          <tr>
            <th scope="col">{say.role}</th>
            <th scope="col">{say.active}</th>
            <th scope="col">{say.signedInEver}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ accessRole, active, signedInEver }) => {
            const role = roleKey(accessRole);
            const name = texts.roles.names[role];
            return (
              <tr key={role}>
                <th scope="row">{name}</th>
                <td>
                  {active === 0 ? (
                    digits(active)
                  ) : (
                    <Link
                      to={paths.people}
                      search={{ role, status: "active" }}
                      aria-label={say.peopleOf(digits(active), name)}
                    >
                      {digits(active)}
                    </Link>
                  )}
                </td>
                <td>{digits(signedInEver)}</td>
              </tr>
            );
          })}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{say.total}</th>
            <td>{digits(total("active"))}</td>
            <td>{digits(total("signedInEver"))}</td>
          </tr>
        </tfoot>
      </table>
      <p className={classes.note}>{say.portal}</p>
    </Section>
  );
}
