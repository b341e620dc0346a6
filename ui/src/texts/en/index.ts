// Every sentence that a person reads, in English, one file an area. To translate: a second folder of the same shape.
// Say what happened, with which value, what was not changed, what to do. banned.test.ts reads them all.

import { account } from "./account.ts";
import { activity } from "./activity.ts";
import { attributes } from "./attributes.ts";
import { billing } from "./billing.ts";
import { connector } from "./connector.ts";
import { desktop } from "./desktop.ts";
import { groups } from "./groups.ts";
import { home } from "./home.ts";
import { invites } from "./invites.ts";
import { organization } from "./organization.ts";
import { overview } from "./overview.ts";
import { keys, palette } from "./palette.ts";
import { parts } from "./parts.ts";
import { people } from "./people.ts";
import { person } from "./person.ts";
import { refusal } from "./refusals.ts";
import { rehearsal } from "./rehearsal.ts";
import { roles } from "./roles.ts";
import { secondFactor } from "./second-factor.ts";
import { settings } from "./settings.ts";
import { shell } from "./shell.ts";
import { signIn } from "./signing-in.ts";
import { failed, notFound, notYours, serverLost } from "./states.ts";
import { troubleshooting } from "./troubleshooting.ts";
import { publicUrlMistakes, welcome } from "./welcome.ts";

export const en = {
  product: "Latchkey",
  skipToContent: "Skip to content",
  copy: "Copy",
  copied: "Copied",
  tryAgain: "Try again",
  reference: "Reference",
  signIn,
  desktop,
  shell,
  parts,
  serverLost,
  failed,
  notFound,
  notYours,
  roles,
  home,
  palette,
  keys,
  people,
  person,
  groups,
  refusal,
  welcome,
  publicUrlMistakes,
  billing,
  organization,
  connector,
  overview,
  account,
  secondFactor,
  activity,
  attributes,
  troubleshooting,
  rehearsal,
  invites,
  settings,
};

export type Texts = typeof en;
