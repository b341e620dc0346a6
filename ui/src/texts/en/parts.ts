// What the shared parts say: tables, filters, dialogs, drawers, copying, times.
export const parts = {
  today: "Today",
  yesterday: "Yesterday",
  justNow: "just now",
  ago: (count: number, unit: "min" | "h") => `${count} ${unit} ago`,
  back: (to: string) => `Back to ${to}`,
  more: "More",
  close: "Close",
  cancel: "Cancel",
  loading: "Loading…",
  none: "None",
  copyWhat: (what: string) => `Copy ${what}`,
  dismiss: "Dismiss",

  failedTitle: "This could not be loaded",
  failedLost: "The server does not answer. Nothing was changed.",
  failedFault:
    "Latchkey could not read this, and nothing was changed. Try again; if it stays, give the reference to the operator of this server.",
  refusedFault: "Latchkey could not do this, and nothing was changed. Try again.",
  refusedLost: "The server does not answer, so nothing was changed. What you typed is still here.",
  refusedUnauthenticated: "Your session has ended, so nothing was changed. Sign in again.",

  /** Refusals whose own detail speaks to who sits at the host: what to do on a screen comes first here. */
  refusedByCode: {
    no_connector:
      "The Okta connector is not added, so nothing was changed. Add it under Organization Setup → Add Connector.",
    toolkit_off: "Enterprise Toolkit is off, so nothing was changed. Enable it on the Billing page.",
    not_set_up:
      "This server is not set up yet, so nothing was changed. Load this page again: it leads through setting up.",
    okta_required:
      "Everyone signs in with Okta here, so nothing was changed. Sign in with Okta; if Okta cannot be used, whoever runs this server can lift that on its host.",
  },

  table: {
    rows: (shown: string, total: string) => `${shown} of ${total}`,
    moreThan: (counted: string) => `more than ${counted}`,
    selectRow: (name: string) => `Select ${name}`,
    selectAll: "Select all that match",
    columns: "Columns",
    density: "Taller rows",
  },

  filters: {
    region: "Filters",
    is: (name: string, anyOf: string) => `${name} is ${anyOf}`,
    remove: (name: string) => `Remove the filter ${name}`,
    clear: "Clear filters",
    clearSearch: "Clear the search",
    none: "Nothing matches",
    noneText: "No row matches these filters. The rows themselves are still there.",
  },

  json: {
    showAll: (lines: string) => `Show all ${lines} lines`,
  },
};
