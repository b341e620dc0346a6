// The rehearsal.
import { digits } from "../../numbers.ts";

export const rehearsal = {
  title: "Rehearsal",
  lead: "A stand-in Okta tenant walks the whole integration: it provisions people and groups, signs them in, and tries what must be refused. It runs on a scratch installation that is thrown away afterwards. Your own people are not touched, and no real Okta tenant takes part.",
  dialect: "How Okta speaks",
  dialectHint: "Okta decides this by the kind of app that you make there.",
  dialects: {
    aiw: "Custom app",
    oin: "SCIM template app",
    oiw: "Integration wizard",
    all: "All three, one after another",
  },
  dialectTexts: {
    aiw: "“Create App Integration” with SCIM provisioning. Everything by PUT, Basic authentication.",
    oin: "“SCIM 2.0 Test App” from Okta’s catalog. Profiles by PUT, deactivation and groups by PATCH.",
    oiw: "The newer wizard, one app for sign-on and provisioning. Everything by PATCH, Bearer authentication.",
    all: "Takes three times as long, and leaves no kind of app out.",
  },
  users: "People to provision",
  usersHint: "1 to 500. With 200 it takes a few seconds a dialect.",
  usersWrong: (typed: string) => `${typed || "Nothing"} is no whole number from 1 to 500.`,
  startTitle: "Start one",
  start: "Start the rehearsal",
  whileRunning: "Another one can start when this one has ended.",
  beginning: "The scratch installation is being made.",
  starting: "Starting…",
  startAgain: "Rehearse again",
  cancel: "Cancel",
  cancelling: "Cancelling…",
  busy: "A rehearsal is running already. It is shown below; a second one can start when it has ended.",
  notStarted: (why: string) => `Nothing was started. ${why}`,
  notCancelled: (why: string) => `It was not cancelled. ${why}`,
  states: {
    running: "Running",
    passed: "Passed",
    failed: "Not as Okta needs it",
    cancelled: "Cancelled",
  },
  stepOf: (n: number, of: number) => `Step ${n} of ${of}`,
  progress: "Steps that are done",
  stepProgress: (done: number, of: number) => `${digits(done)} of ${digits(of)}`,
  sentences: {
    passed: (count: number, time: string) => `All ${count} steps are as Okta needs them. It took ${time}.`,
    failed: (failed: number, count: number) =>
      `${failed} of ${count} steps did not go as Okta needs. Each says below what was expected and what came.`,
    cancelled: (done: number, of: number) =>
      `Ended after ${done} of ${of} steps. The scratch installation is gone; nothing else was touched.`,
  },
  ran: (dialect: string, users: number) =>
    `${dialect}, ${users === 1 ? "1 person" : `${digits(users)} people`}`,
  steps: "Steps",
  stepStates: {
    waiting: "To come",
    running: "Running",
    done: "As needed",
    failed: "Not as needed",
    skipped: "Left out",
  },
  seconds: (s: string) => `${s} s`,
  ms: (ms: string) => `${ms} ms`,
  calls: (count: number) => (count === 1 ? "1 call" : `${digits(count)} calls`),
  callsMore: (shown: number, count: number) =>
    `The first ${digits(shown)} of ${digits(count)} calls are shown.`,
  sent: "Sent",
  received: "Received",
  noAnswer: "No answer",
  note: "What Okta makes of it",
  jsonSent: (call: string) => `Sent with ${call}`,
  jsonReceived: (call: string) => `Received from ${call}`,
};
