// The page behind an invitation's link.
export const invites = {
  title: "Join",
  heading: (organization: string) => `Join ${organization} on Latchkey`,
  lead: (name: string) => `This invitation is for ${name}. Choose a password, and you are signed in.`,
  userName: "You sign in as",
  password: "Password",
  again: "Password again",
  submit: "Set the password and sign in",
  pending: "Signing in…",
  notAlike: "The two passwords differ.",
  until: "The link works once, until",
  ended: {
    over: {
      title: "This invitation is over",
      text: "It was used, was replaced by a newer one, or is more than seven days old. Nothing was changed.",
      todo: "Ask the admin who sent it for a new one. If you have set a password before, sign in with it.",
    },
    okta: {
      title: "Everyone here signs in through Okta",
      text: "A local password would not open anything, so none was set.",
      todo: "Sign in with Okta. If Okta does not let you in, ask an admin to assign you to the app there.",
    },
    "app-only": {
      title: "Your password is set",
      text: "You have app access only, so this browser did not sign you in: the web portal needs the role ReadOnly or higher.",
      todo: "Open the Latchkey app on your machine and sign in there.",
    },
  },
  toSignIn: "Go to sign in",
  refused: {
    lost: "The server does not answer, so no password was set. What you typed is still here.",
    other: (detail: string) => `No password was set. The server said: ${detail}`,
  },
};
