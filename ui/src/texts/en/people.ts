// People: the list, what is done with many at once, adding one.
import { digits } from "../../numbers.ts";

const count = (n: number) => (n === 1 ? "1 person" : `${digits(n)} people`);

export const people = {
  title: "People",
  search: "Search by name or email",
  all: count,
  export: "Export CSV",
  exported: "The list as it is filtered is saved as people.csv.",
  add: "Add person",
  columns: {
    name: "Name",
    email: "Email",
    role: "Access role",
    status: "Status",
    source: "Source",
    lastSignIn: "Last sign-in",
    created: "Added",
    modified: "Changed",
  },
  columnsHint: "Six columns fit. Take one out to choose another.",
  active: "Active",
  deactivated: "Deactivated",
  sources: { okta: "Okta", local: "Local" },
  never: "Never",
  filters: {
    role: "Access role",
    status: "Status",
    source: "Source",
    group: "Group",
    signIn: "Sign-in",
    signInNever: "Never signed in",
    dormant: "Dormant",
    dormantFor: (days: string) => `For ${days} days or more`,
    groupSearch: "Find a group",
    noGroup: "No group has this name.",
  },
  empty: {
    title: "Nobody is here yet",
    text: "People arrive by themselves when Okta provisions them. You can also add someone who is not in Okta.",
    textReader: "People arrive by themselves when Okta provisions them.",
    setUp: "Set up Okta",
  },

  bulk: {
    region: "Selected people",
    selected: (n: number) => `${count(n)} selected`,
    most: (most: string, matching: string) => `The first ${most} of ${matching}: one action takes no more.`,
    clear: "Clear selection",
    deactivate: "Deactivate…",
    reactivate: "Reactivate…",
    setRole: "Set access role…",
    endSessions: "End sessions…",
    choosing: "Choosing…",
    titles: {
      deactivate: (n: number) => `Deactivate ${count(n)}?`,
      reactivate: (n: number) => `Reactivate ${count(n)}?`,
      setAccessRole: (n: number) => `Set the access role of ${count(n)}`,
      endSessions: (n: number) => `End the sessions of ${count(n)}?`,
    },
    verbs: {
      deactivate: "Deactivate",
      reactivate: "Reactivate",
      setAccessRole: "Set access role",
      endSessions: "End sessions",
    },
    losing: {
      deactivate:
        "Their sessions end at once and they cannot sign in. Profiles, groups, access roles and history are kept, so you can bring them back.",
      reactivate: "They can sign in again, with the access role and the groups that they had.",
      setAccessRole: "Where Okta sends the access role, its next change there counts again.",
      endSessions: "They are signed out everywhere at once, and can sign in again.",
    },
    done: {
      deactivate: (n: number) => `${count(n)} deactivated. Everything else is kept.`,
      reactivate: (n: number) => `${count(n)} can sign in again.`,
      setAccessRole: (n: number) => `The access role of ${count(n)} was set.`,
      endSessions: (n: number) => `The sessions of ${count(n)} ended.`,
    },
    undo: "Bring them back",
    refusedTitle: (n: number) => `Not done for ${count(n)}`,
    refusedText: (done: number) =>
      done === 0 ? "Nothing was changed." : `Done for ${count(done)}. For these nothing was changed:`,
    working: "Working…",
    close: "Close",
  },

  addDialog: {
    title: "Add a person",
    lead: "For someone whom Okta does not provision. Whoever Okta provisions arrives by themselves.",
    givenName: "Given name",
    familyName: "Family name",
    email: "Email",
    accessRole: "Access role",
    submit: "Add person",
    pending: "Adding…",
    missing: {
      givenName: "Enter a given name.",
      familyName: "Enter a family name.",
      email: "Enter an email.",
    },
    emailShape: "An email has an @ with something before and after it.",
    done: (name: string) => `${name} was added.`,
  },

  invite: {
    title: (name: string) => `Invite ${name}`,
    lead: (email: string) =>
      `Send this link to ${email}. Whoever opens it sets a password and is signed in, so send it to nobody else.`,
    loses:
      "An authenticator app goes with the password that they have now, and is added again; passkeys stay.",
    link: "One-time link",
    until: (time: string) => `Works once, until ${time}. A new link ends this one.`,
    make: "Make a one-time link",
    making: "Making the link…",
    done: "Done",
  },
};
