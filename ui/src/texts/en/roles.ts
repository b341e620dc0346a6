// The access roles, and what each gives.

const abilities = {
  none: ["Sign in to the Latchkey app", "See your own profile and sessions"],
  ReadOnly: ["Sign in to the web portal", "See people, groups and roles"],
  User: ["Edit your own fields that Okta does not manage", "Export the people list"],
  Admin: ["Add, edit and deactivate users", "Set access roles up to Admin", "End sessions", "See activity"],
  EnterpriseAdmin: [
    "Billing, Organization Setup and the connector",
    "Sign-in policy and backups",
    "Give someone the role EnterpriseAdmin",
  ],
};

/** Each in a line, beyond what the one before gives. */
const hints = {
  none: "Signs in to the Latchkey app and sees their own profile and sessions.",
  ReadOnly: "Also the web portal: sees people, groups and roles.",
  User: "Also edits their own fields that Okta does not manage, and exports the people list.",
  Admin: "Also adds, edits and deactivates people, sets roles up to Admin, ends sessions, sees activity.",
  EnterpriseAdmin: "Also Billing, Organization Setup, the connector, sign-in policy, backups and this role.",
};

export const roles = {
  names: {
    none: "App access only",
    ReadOnly: "ReadOnly",
    User: "User",
    Admin: "Admin",
    EnterpriseAdmin: "EnterpriseAdmin",
  },
  abilities,
  hints,
};
