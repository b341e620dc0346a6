// Billing: the plan, Enterprise Toolkit, the seats.
export const billing = {
  title: "Billing",
  plan: "Plan",
  planName: "Plan",
  seatsInUse: "Seats in use",
  seatsCount: (active: string, deactivated: string) => `${active} active, ${deactivated} deactivated`,
  seatsRule: "Only active people count. A number never keeps anyone out.",

  toolkit: {
    title: "Enterprise Toolkit",
    lead: "The add-on that unlocks connectors: Okta provisions people and signs them in.",
    on: "On",
    off: "Off",
    suspended: "Off, connector suspended",
    since: "Enabled",
    gives: [
      "Add connectors under Organization Setup",
      "Okta adds, updates and deactivates people by SCIM 2.0",
      "People sign in through Okta with OpenID Connect",
    ],
    enable: "Enable Enterprise Toolkit",
    enabling: "Enabling…",
    disable: "Disable…",
    enabled: "Enterprise Toolkit is on.",
    enabledAgain:
      "Enterprise Toolkit is on and the connector works again. Start a full push in Okta, so that nothing is missed.",
    disabled: "Enterprise Toolkit is off. Nothing was deleted.",
    toOrganization: "Organization Setup",
    suspendedTitle: "The Okta connector is suspended",
    suspendedText:
      "Okta’s calls are answered 403 and name Enterprise Toolkit. EnterpriseAdmins sign in with local passwords. Deactivations that Okta sends meanwhile wait on Home. Enabling brings all of it back.",
    confirmTitle: "Disable Enterprise Toolkit?",
    confirmLead: "The Okta connector is suspended at once:",
    confirmLoses: [
      "Okta can no longer add, update or deactivate anyone here. Its calls are answered 403.",
      "Nobody signs in through Okta. EnterpriseAdmins with a local password still get in; everyone else waits.",
      "A deactivation that Okta sends meanwhile is not carried out. It waits on Home for an admin.",
    ],
    confirmKeeps:
      "Nothing is deleted: the connector, its passkeys, people and groups stay. Enabling it again restores all of it.",
    confirmVerb: "Disable Enterprise Toolkit",
  },

  seats: {
    title: "Seats over time",
    lead: (days: string) => `Active people at the end of each day, the last ${days} days.`,
    chart: (from: string, first: string, last: string, least: string, most: string) =>
      `A line of active people since ${from}: ${first} at first, ${last} now, between ${least} and ${most}.`,
    active: "Active people",
    none: "The chart begins tomorrow: there is one day so far.",
    asTable: "Show the numbers",
    asChart: "Show the chart",
    tableName: "Active people by day",
    day: "Day",
    change: "Change",
    byRole: "Seats by access role",
    role: "Access role",
    share: "Share",
    total: "All",
  },
};
