// A sign-in that was refused.
export const refusal = {
  account: "Account",
  notDone: "What was not done",
  todo: "What to do",
  who: "Who can do it",
  supportLabel: "Support contact",
  issuerSaid: "In Okta’s own words",
  backToSignIn: "Back to sign in",
  toStart: "Go to the first page",
  badge: { refused: "Refused", unfinished: "Not finished", unavailable: "Not available" },
  codes: {
    not_provisioned: {
      notDone: "You are not signed in, and no account was made: Latchkey makes none at sign-in.",
      who: "An Okta admin, who assigns you to the app.",
    },
    deactivated: {
      notDone: "You are not signed in. Your account and its history are kept.",
      who: "An Okta admin where Okta deactivated you, else an Admin in Latchkey.",
    },
    app_access_only: {
      notDone: "You are not signed in to the web portal. The Latchkey app still lets you in.",
      who: "An Admin in Latchkey, or an Okta admin where Okta sends the access role.",
    },
    not_assigned: {
      notDone: "You are not signed in. Nothing was changed in Latchkey.",
      who: "An Okta admin, who assigns you to the app.",
    },
    issuer_refused: {
      notDone: "You are not signed in. Nothing was changed in Latchkey.",
      who: "An Okta admin, who sees the same refusal in Okta’s System Log.",
    },
    issuer_unreachable: {
      notDone: "You are not signed in. Nothing was changed.",
      who: "You, by trying again in a minute. If it stays, the operator of this server.",
    },
    issuer_misbehaved: {
      notDone: "You are not signed in, and nothing that arrived was trusted.",
      who: "An EnterpriseAdmin, who checks the Issuer URL and the Client ID.",
    },
    expired: { notDone: "You are not signed in. Nothing was changed.", who: "You, by starting again." },
    state_mismatch: {
      notDone: "You are not signed in, and what arrived was not used.",
      who: "You, by starting again in this window.",
    },
    already_used: {
      notDone: "Nobody was signed in a second time.",
      who: "You, by starting again.",
    },
    other_issuer: {
      notDone: "No sign-in was started. Nothing was changed.",
      who: "You, by signing in from here. An EnterpriseAdmin compares the Issuer URL with the tile in Okta.",
    },
    not_linked: {
      notDone: "You are not signed in, and your account was not linked.",
      who: "You, by a test sign-in while signed in locally, or the operator on the host’s terminal.",
    },
    toolkit_off: {
      notDone: "You are not signed in. Nothing was deleted.",
      who: "An EnterpriseAdmin, who enables Enterprise Toolkit on the Billing page.",
    },
    not_set_up: {
      notDone: "Nothing was changed.",
      who: "An EnterpriseAdmin under Organization Setup, or the operator on the host’s terminal.",
    },
    interface_only: {
      notDone: "Nothing was changed.",
      who: "You. If it stays so, the operator of this server.",
    },
    other: { notDone: "You are not signed in. Nothing was changed.", who: "The operator of this server." },
  },
};
