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
  goneTitle: "This invitation is over",
  goneText: "It was used, was replaced by a newer one, or is more than seven days old. Nothing was changed.",
  goneTodo: "Ask the admin who sent it for a new one. If you have set a password before, sign in with it.",
  toSignIn: "Go to sign in",
  refused: {
    lost: "The server does not answer, so no password was set. What you typed is still here.",
    other: (detail: string) => `No password was set. The server said: ${detail}`,
  },
};
