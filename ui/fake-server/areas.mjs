import { activity } from "./activity.mjs";
import { billingArea } from "./billing.mjs";
import { organizationArea } from "./connector.mjs";
import { firstRun } from "./first-run.mjs";
import { home } from "./home.mjs";
import { invites } from "./invites.mjs";
import { me } from "./me.mjs";
import { rehearsal } from "./rehearsal.mjs";
import { secondFactor } from "./second-factor.mjs";
import { settingsArea } from "./settings.mjs";
import { fakeOkta, signInPolicyArea } from "./sign-in-policy.mjs";
import { troubleshooting } from "./troubleshooting.mjs";
import { users } from "./users.mjs";

// The areas of the API beyond signing in, a file each. An area gets { method, pathname, searchParams, state, body }
// and gives a reply, or null for what is not its own. `state.fail` names an area that fails.
export const areas = [
  firstRun,
  billingArea,
  organizationArea,
  signInPolicyArea,
  settingsArea,
  fakeOkta,
  activity,
  home,
  secondFactor,
  me,
  users,
  troubleshooting,
  rehearsal,
  invites,
];
