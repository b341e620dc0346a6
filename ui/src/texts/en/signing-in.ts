// Signing in with a password or with Okta.
export const signIn = {
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
      `This password does not open an account for ${userName} either, and too many were wrong. Wait ${wait} before the next guess; the right one is taken at any time.`,
    deactivated: (userName: string) =>
      `${userName} is deactivated, so nobody was signed in. An admin can bring the account back.`,
    app_access_only: (userName: string) =>
      `${userName} has app access only. The web portal needs the role ReadOnly or higher, which an admin gives.`,
    other: (detail: string) => `Nobody was signed in. The server said: ${detail}`,
    lost: "The server does not answer, so nobody was signed in. What you typed is still here.",
  },
  foot: (host: string) => `Latchkey on ${host}`,
};
