// People, refusals and ways to sign in that the fake server knows. Sentences as the real server says them.
const group = (id, displayName) => ({ id, displayName });

const person = (over) => ({
  id: "0197f0a2-5b1e-7cc3-9a55-3c1d2f6b8e01",
  userName: "ana@acme.com",
  displayName: "Ana Berg",
  givenName: "Ana",
  familyName: "Berg",
  email: "ana@acme.com",
  accessRole: "User",
  active: true,
  source: "okta",
  groups: [group("g1", "Engineering"), group("g2", "On call")],
  lastSignInAt: "2026-11-23T13:02:00Z",
  ...over,
});

export const people = {
  ana: person({}),
  owner: person({
    userName: "owner@acme.com",
    displayName: "Olga Owner",
    givenName: "Olga",
    familyName: "Owner",
    email: "owner@acme.com",
    accessRole: "EnterpriseAdmin",
    source: "local",
    groups: [],
    lastSignInAt: null,
  }),
  reader: person({ accessRole: "ReadOnly", displayName: null }),
  none: person({ accessRole: null, groups: [] }),
  long: person({
    displayName: "Maximiliane-Alexandra von und zu Hohenstein-Wittelsbach-Oettingen-Wallerstein",
    givenName: "Maximiliane-Alexandra Theodora Wilhelmine",
    familyName: "von und zu Hohenstein-Wittelsbach-Oettingen-Wallerstein",
    email: "maximiliane-alexandra.vonundzuhohenstein-wittelsbach@subsidiary.international.acme.example",
    userName: "maximiliane-alexandra.vonundzuhohenstein-wittelsbach@subsidiary.international.acme.example",
    accessRole: "Admin",
    groups: Array.from({ length: 12 }, (_, i) =>
      group(`g${i}`, `Group number ${i + 1} with a rather long name`),
    ),
  }),
};

export const signedIn = (user, method) => ({
  user,
  session: {
    id: "0197f0a9-11d4-7b60-8d2e-6f0a1b2c3d4e",
    createdAt: new Date(Date.now() - 42 * 60_000).toISOString(),
    expiresAt: new Date(Date.now() + 11 * 3_600_000).toISOString(),
    method,
  },
  organization: { name: "Acme" },
});

const refusal = (code, title, text, todo, over = {}) => ({
  code,
  title,
  text,
  todo,
  issuerSaid: null,
  who: "cy@acme.com",
  supportContact: "it@acme.com",
  reference: "0197f0b1-7c2a-7e11-b0f3-aa01d2c4e6f8",
  ...over,
});

export const refusals = Object.fromEntries(
  [
    refusal(
      "not_provisioned",
      "Latchkey has no account for cy@acme.com",
      "Okta signed you in, but Latchkey has no account for cy@acme.com.",
      "Ask an admin to assign you to the app in Okta, then try again.",
    ),
    refusal(
      "deactivated",
      "cy@acme.com is deactivated",
      "Okta signed you in, but your account in Latchkey was deactivated on 3 May.",
      "Ask an admin to assign you to the app in Okta again. You come back with everything that was kept.",
    ),
    refusal(
      "app_access_only",
      "Your account has app access only",
      "cy@acme.com may use the Latchkey app. The web portal needs the access role ReadOnly or higher.",
      "Sign in with the Latchkey app, or ask an admin for an access role.",
    ),
    refusal(
      "not_assigned",
      "Okta has not assigned you to this app",
      "Okta refused the sign-in before it reached Latchkey.",
      "Ask an admin to assign you to the OpenID Connect app in Okta, then try again.",
      {
        issuerSaid: {
          error: "access_denied",
          description: "User is not assigned to the client application.",
        },
        who: null,
      },
    ),
    refusal(
      "issuer_refused",
      "Okta refused the sign-in",
      "Okta answered with a refusal of its own.",
      "Show Okta’s words below to an Okta admin.",
      {
        issuerSaid: { error: "invalid_scope", description: "One or more scopes are not configured." },
        who: null,
      },
    ),
    refusal(
      "issuer_unreachable",
      "Okta could not be reached",
      "https://acme.okta.com did not answer within 10 seconds.",
      "Try again in a minute. Okta’s own state is at status.okta.com.",
      { who: null },
    ),
    refusal(
      "issuer_misbehaved",
      "Okta’s answer could not be trusted",
      "https://acme.okta.com/oauth2/default answered with an ID token for another Client ID.",
      "Ask an EnterpriseAdmin to compare Issuer URL and Client ID with Okta.",
      { who: null },
    ),
    refusal(
      "expired",
      "This sign-in took too long",
      "It was started more than 10 minutes ago.",
      "Start again and finish within 10 minutes.",
      { who: null },
    ),
    refusal(
      "state_mismatch",
      "This sign-in was not started in this window",
      "The answer from Okta belongs to a sign-in that this browser did not start.",
      "Start again from here.",
      { who: null },
    ),
    refusal(
      "already_used",
      "This sign-in was finished before",
      "Okta’s answer works once, and it was used.",
      "Start again.",
      { who: null },
    ),
    refusal(
      "other_issuer",
      "Sent here by another issuer",
      "https://acme.okta.com sent you here to sign in, and the Issuer URL of this server is https://acme.okta.com/oauth2/default. The two must be equal to the letter, so no sign-in was started.",
      "Choose Try again to sign in with this server's own issuer. If the tile in Okta brought you here, show this page to an EnterpriseAdmin.",
      { who: null },
    ),
    refusal(
      "not_linked",
      "Your account is not linked to Okta yet",
      "cy@acme.com has the role Admin here, and an account with that role is not linked by name alone.",
      "Sign in with your local password and make the test sign-in, or have the operator run “latchkey user link”.",
    ),
    refusal(
      "toolkit_off",
      "Sign-on through Okta is suspended",
      "Enterprise Toolkit is switched off, and with it the Okta connector.",
      "Ask an EnterpriseAdmin to enable Enterprise Toolkit on the Billing page.",
      { who: null },
    ),
    refusal(
      "not_set_up",
      "This Latchkey is not set up yet",
      "The server runs, but it has no organization and no owner.",
      "Run “latchkey setup” on the host, then try again.",
      { who: null, supportContact: null },
    ),
    refusal(
      "interface_only",
      "Too many sign-ins",
      "More than 120 sign-ins were started from this address, or came back to it, within a minute.",
      "Wait a minute, then start again.",
      { who: null, supportContact: null },
    ),
  ].map((each) => [each.code, each]),
);
