// An admin's Home.
import { digits } from "../../numbers.ts";

const people = (count: number) => (count === 1 ? "1 person" : `${digits(count)} people`);

export const overview = {
  title: "Home",
  asOf: "As of",
  states: {
    working: "Working",
    waiting: "Waiting for Okta",
    refusing: "Refusing",
    suspended: "Suspended",
    not_set_up: "Not set up",
  },
  attention: "Needs attention",
  attentionNone: "Nothing needs you.",
  countedSince: "Counted since",
  severities: { refused: "Act now", waiting: "Look at this", notice: "Good to know" },
  moreAttention: (count: number) => `${digits(count)} more under Troubleshooting`,
  bringBack: {
    title: (count: number) => `Bring ${people(count)} back?`,
    text: "Each gets the account, access role and groups of before, under the same id, and can sign in again. Their sessions stay ended.",
    okta: "Okta still has them deactivated: assign them there again, or its next full push deactivates them once more.",
    verb: (count: number) => `Bring ${digits(count)} back`,
    done: (count: number) => `${people(count)} are back.`,
    some: (done: number, refused: number) => `${people(done)} are back; ${digits(refused)} stay deactivated:`,
  },
  allowHeld: {
    title: (count: number) => `Deactivate the ${people(count)} that Okta asked for?`,
    text: "Their sessions have ended already and sign-in is blocked. This makes it final until Okta or an admin brings them back.",
    verb: (count: number) => `Deactivate ${digits(count)}`,
    done: (count: number) => `${people(count)} are deactivated.`,
  },
  waiting: {
    title: "Deactivate as Okta asked?",
    text: "Okta asked for it while Enterprise Toolkit was off, so it was refused. Every session of this person ends; everything else is kept, so you can bring them back.",
    verb: "Deactivate",
    dismiss: "Leave active",
    dismissTitle: "Leave this person active?",
    dismissText:
      "They keep their sessions and their access role. Okta still counts them as deactivated and will not ask again by itself.",
    done: "Deactivated, as Okta had asked.",
    dismissed: "Left active. Okta’s request is off this list and stays in Activity.",
  },
  setUp: "Set-up",
  setUpOf: (done: number, of: number) => `${done} of ${of} steps done`,
  setUpNext: "Next",
  setUpContinue: "Continue",
  setUpDone: (done: number, of: number) =>
    done >= of
      ? `Set-up is complete: all ${of} steps were seen.`
      : `Set-up: ${done} of ${of} steps were seen.`,
  setUpOpen: "Open the checklist",
  rehearse: "Rehearse without an Okta tenant",
  okta: "Okta in 24 hours",
  calls: "Calls",
  changed: "Changed",
  refused: "Refused",
  other: "Read or nothing to change",
  lastCall: "Last call",
  noCall: "None yet",
  bars: (calls: string, changed: string, refused: string) =>
    `Okta’s calls by the hour over 24 hours: ${calls} calls, ${changed} changed something, ${refused} were refused. The figures are in the table below.`,
  quiet: "Okta has not called in 24 hours.",
  showTable: "Show the figures by the hour",
  hour: "Hour from",
  hourWords: (hour: string, changed: string, refused: string, other: string) =>
    `From ${hour}: ${changed} changed, ${refused} refused, ${other} read or nothing to change`,
  mostInAnHour: (count: string) => `Highest bar: ${count} in an hour`,
  signIn: "Who can sign in",
  role: "Access role",
  active: "Active",
  signedInEver: "Have signed in",
  total: "Everyone",
  portal: "From ReadOnly on, people may use the web portal; the app is everyone’s.",
  peopleOf: (count: string, role: string) => `${count} active with ${role}`,
  latest: "Latest activity",
  allActivity: "All activity",
  nothingYet: "Nothing has happened yet.",
};
