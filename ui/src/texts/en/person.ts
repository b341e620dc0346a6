// One person: profile, edit, groups, sessions, history.
export const person = {
  back: "People",
  loading: "Person",
  notFoundTitle: "Nobody is here under this address",
  notFoundText: "The person was removed, or the address is mistyped.",
  toPeople: "Go to People",
  tabsLabel: "About this person",
  tabs: { overview: "Overview", groups: "Groups", sessions: "Sessions", history: "History" },

  edit: "Edit",
  endSessions: "End sessions…",
  deactivate: "Deactivate…",
  reactivate: "Reactivate",
  invite: "Invite link…",
  remove: "Remove…",

  profile: "Profile",
  managedHint: "Values with a lock are changed in Okta and arrive here by themselves.",
  accessRole: "Access role",
  without: (labels: string) => `Without a value: ${labels}.`,
  held: {
    title: "Okta has deactivated this person; that is being held",
    text: "Sessions ended and sign-in is blocked all the same. Home says what is held and lets it through.",
  },
  differs: (userName: string, email: string) =>
    `The user name ${userName} is not the email ${email}. Okta finds people by user name, so check its mapping under Provisioning → To App.`,

  aside: {
    title: "At a glance",
    lastSignIn: "Last sign-in",
    never: "Never",
    lastOkta: "Last change by Okta",
    openCall: "Open the call",
    sessions: "Sessions",
    added: "Added",
    password: "Local password",
    hasPassword: "Set",
    noPassword: "None",
    ids: "Ids",
    id: "Latchkey id",
    externalId: "Okta user id",
    linked: "Linked to Okta",
    issuer: "Issuer",
    notLinked: "Not yet; the first sign-in with Okta links it.",
  },

  why: {
    ask: "Why?",
    of: (label: string) => `Why is ${label} so?`,
    since: (actor: string) => `${actor} set this`,
    from: (before: string) => `Before, it was ${before}.`,
    first: "It had no value before.",
    call: "Open the entry in Activity",
    unknown: "No entry is kept of when this was set.",
  },

  groupsEmpty: {
    title: "In no group",
    text: "Groups that Okta pushes show here, and so do groups that are local.",
  },

  sessions: {
    lead: "Ending a session signs that device out at once.",
    none: "Not signed in anywhere",
    noneText: "Sessions show here as soon as this person signs in.",
    endAll: "End all…",
    end: "End",
    ending: "Ending…",
    ended: "The session ended.",
    endWhat: (what: string) => `End: ${what}`,
    current: "This session",
    surfaces: { portal: "Web portal", app: "Latchkey app" },
    by: { okta: "signed in with Okta", password: "signed in with a local password" },
    from: (address: string) => `from ${address}`,
    lastSeen: "Last seen",
    began: "Began",
    ends: "Ends",
    needsAdmin: "Sessions of others are for an Admin to see.",
  },

  deactivateDialog: {
    title: (name: string) => `Deactivate ${name}?`,
    loses: (name: string, sessions: number) =>
      sessions === 0
        ? `${name} cannot sign in any more.`
        : `${sessions === 1 ? "1 session ends" : `${sessions} sessions end`} at once, and ${name} cannot sign in any more.`,
    keeps: "Profile, groups, access role and history are kept, so you can bring them back under the same id.",
    okta: "Okta does not hear of this. As long as the person is assigned there, Okta may activate them again.",
    verb: "Deactivate",
    done: (name: string) => `${name} is deactivated. Everything else is kept.`,
    undo: (name: string) => `Bring ${name} back`,
  },
  reactivated: (name: string) => `${name} can sign in again.`,
  endDialog: {
    title: (name: string) => `End all sessions of ${name}?`,
    text: (name: string, sessions: number) =>
      `${sessions === 1 ? "1 session ends" : `${sessions} sessions end`} at once. ${name} can sign in again.`,
    verb: "End sessions",
    done: (name: string) => `All sessions of ${name} ended.`,
  },
  removeDialog: {
    title: (name: string) => `Remove ${name} for good?`,
    loses: (name: string) =>
      `${name} leaves the directory and every group, and all sessions end. This cannot be undone; to keep the way back, deactivate instead.`,
    keeps: "Activity keeps what was recorded.",
    verb: "Remove for good",
    done: (name: string) => `${name} was removed.`,
  },

  editDialog: {
    title: (name: string) => `Edit ${name}`,
    save: "Save",
    saving: "Saving…",
    saved: (name: string) => `${name} was saved.`,
    missing: (label: string) => `${label} cannot be empty.`,
    more: (n: number) => `Show ${n} more fields`,
    managedTitle: "Changed in Okta",
    managedHint: "Okta manages these, so they are not edited here.",
    roleNotYours: "Nobody sets their own access role, nor that of someone of a higher one.",
    givenBy: (role: string) => `Only an ${role} gives this role.`,
    roleManaged: "Okta sent this access role. A change here holds until Okta sends another.",
    openHolder: (name: string) => `Open ${name}`,
  },

  conflict: {
    title: "Someone else was quicker",
    text: (name: string) =>
      `${name} was changed while you were editing, so nothing of yours was saved yet. Choose what counts.`,
    both: "Changed by both of you",
    theirsOnly: "Changed by them, kept as they have it",
    yoursOnly: "Changed by you only, will be saved",
    yours: "Yours",
    theirs: "Theirs",
    choose: (label: string) => `${label}: which one counts`,
    save: "Save the choice",
    empty: "empty",
  },

  history: {
    none: "Nothing is recorded yet",
    noneText: "Changes of this person show here with who made them.",
    needsAdmin: "The history is for an Admin to see.",
    more: "Show older",
    loadingMore: "Loading…",
    change: (label: string, before: string, after: string) => `${label}: ${before} → ${after}`,
    first: (label: string, value: string) => `${label}: ${value}`,
    by: (who: string) => `by ${who}`,
  },
};
