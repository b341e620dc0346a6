// Every sentence that a person reads, in English. To translate: a second file of the same shape.
// Say what happened, with which value, what was not changed, what to do. banned.test.ts reads them all.

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

export const en = {
  product: "Latchkey",
  skipToContent: "Skip to content",
  copy: "Copy",
  copied: "Copied",
  tryAgain: "Try again",
  reference: "Reference",

  signIn: {
    pageTitle: "Sign in",
    title: (organization: string) => `Sign in to ${organization}`,
    logo: "Latchkey",
    withOkta: "Sign in with Okta",
    goingToOkta: "Going to Okta…",
    oktaRequired: (organization: string) => `${organization} signs in through Okta.`,
    localOnly:
      "Sign-on through Okta is not set up here yet. Use the password that you were given for Latchkey.",
    localInstead: "Use a local password",
    localInsteadHint: "For an owner, when sign-on through Okta is lifted on the host.",
    userName: "Email or user name",
    password: "Password",
    showPassword: "Show password",
    capsLock: "Caps Lock is on.",
    submit: "Sign in",
    pending: "Signing in…",
    missingUserName: "Enter your email or user name.",
    missingPassword: "Enter your password.",
    rehearsalTitle: "This is a rehearsal",
    rehearsal: "The people here and the Okta behind them are stand-ins. No real tenant is touched.",
    signedOut: "You are signed out of Latchkey. Okta keeps a session of its own.",
    ended: "Your session has ended. Sign in again and you are back on this page.",
    loadFailed: "The server did not say how one signs in here.",
    refused: {
      wrong_credentials: (userName: string) =>
        `This password does not open an account for ${userName}. Check both, then try again.`,
      okta_required:
        "Everyone here signs in through Okta, so this password was not looked at. Choose Sign in with Okta.",
      too_many_attempts: (userName: string, wait: string) =>
        `Too many tries for ${userName}. Sign-in with a password pauses for ${wait}; nothing else was changed.`,
      deactivated: (userName: string) =>
        `${userName} is deactivated, so nobody was signed in. An admin can bring the account back.`,
      app_access_only: (userName: string) =>
        `${userName} has app access only. The web portal needs the role ReadOnly or higher, which an admin gives.`,
      other: (detail: string) => `Nobody was signed in. The server said: ${detail}`,
      lost: "The server does not answer, so nobody was signed in. What you typed is still here.",
    },
    foot: (host: string) => `Latchkey on ${host}`,
  },

  shell: {
    navigation: "Main",
    home: "Home",
    signOut: "Sign out",
    signingOut: "Signing out…",
    signOutFailed: "The server did not end your session, so you are still signed in. Try again.",
    answering: "Answering",
    notAnswering: "Not answering",
  },

  serverLost: {
    title: "The server does not answer",
    banner: (host: string, since: string) => `${host} has not answered since ${since}.`,
    keeps: (at: string) => `What you see is from ${at} and stays. Latchkey asks again every 5 seconds.`,
    page: (host: string) => `${host} did not answer, so there is nothing to show yet. Nothing was changed.`,
    todo: "Check your network. If others cannot reach it either, the operator of this server can start it again.",
    tryNow: "Try now",
    trying: "Trying…",
  },

  failed: {
    title: "This page could not be loaded",
    text: (status: number) => `The server answered with status ${status}. Nothing was changed.`,
    todo: "Try again. If it stays, give the reference to the operator of this server.",
  },

  notFound: {
    title: "There is no page here",
    text: (path: string) =>
      `Latchkey has nothing at ${path}. The address may be mistyped, or what was here was removed.`,
    home: "Go to Home",
  },

  roles: {
    names: {
      none: "App access only",
      ReadOnly: "ReadOnly",
      User: "User",
      Admin: "Admin",
      EnterpriseAdmin: "EnterpriseAdmin",
    },
    abilities,
  },

  home: {
    title: "Home",
    active: "Active",
    deactivated: "Deactivated",
    profile: "Profile",
    givenName: "Given name",
    familyName: "Family name",
    displayName: "Display name",
    email: "Email",
    userName: "User name",
    account: "Account",
    fromOkta: "Provisioned by Okta",
    local: "Local to Latchkey",
    lastSignIn: "Last sign-in",
    never: "Not yet",
    none: "None",
    okta: "Okta",
    managed: "Managed by Okta",
    managedHint: "Values marked Okta are changed in Okta and arrive here by themselves.",
    access: "What your access role gives",
    accessIs: (role: string) => `Your access role is ${role}.`,
    accessChange:
      "An Admin gives roles up to Admin, an EnterpriseAdmin gives all of them. Where Okta sends the role, it is changed in Okta.",
    yourRole: "Your role",
    has: "Yours",
    hasNot: "Not yours",
    groups: "Groups",
    noGroups: "You are in no group. Groups that Okta pushes show here.",
    session: "This session",
    signedInWith: "Signed in with",
    method: { okta: "Okta", password: "A local password" },
    since: "Since",
    until: "Ends",
    sessionId: "Session id",
    signOutHint: "Signing out ends this session only. Okta keeps one of its own.",
  },

  refusal: {
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
  },
};

export type Texts = typeof en;
