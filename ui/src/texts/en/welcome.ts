// First run: from an empty machine to an organization with its owner.
export const welcome = {
  step: (step: string, of: string) => `Step ${step} of ${of}`,
  next: "Continue",
  back: "Back",
  finish: "Set up Latchkey",
  finishing: "Setting up…",

  code: {
    title: "Enter the one-time code",
    lead: "Latchkey printed it where the server was started. It shows that this machine is yours to set up.",
    label: "One-time code",
    hint: "Eight characters, such as ABCD-2345. It works once.",
    missing: "Enter the one-time code.",
    length: (count: string) => `This has ${count} characters. The code has eight.`,
    wrong: "This is not the code that the running server printed. Nothing was set up. Copy the latest one.",
    whereTitle: "Where is it?",
    where: "Look for the line that begins with “one-time code:” in the terminal or the log of",
    command: "latchkey serve",
  },

  organization: {
    title: "Name your organization",
    lead: "Everyone sees this name when they sign in. You can change it later.",
    label: "Organization",
    hint: "Your team or company, as people call it.",
    missing: "Enter the name of your organization.",
  },

  owner: {
    title: "Make your account",
    lead: "You become the owner: the first EnterpriseAdmin. Your password lets you back in on the day that Okta does not.",
    givenName: "Given name",
    familyName: "Family name",
    email: "Email",
    emailHint: "The one that Okta knows you by.",
    password: "Password",
    missingGivenName: "Enter your given name.",
    missingFamilyName: "Enter your family name.",
    missingEmail: "Enter your email.",
    noEmail: (value: string) => `“${value}” is no email address. It looks like ana@acme.com.`,
    missingPassword: "Choose a password.",
  },

  strength: {
    empty: "At least 8 characters. A few words that do not belong together are good.",
    short: (count: string, least: string) => `${count} of at least ${least} characters.`,
    long: (most: string) => `Longer than ${most} characters. Choose a shorter one.`,
    common: "Easy to guess: it is among the passwords that are tried first.",
    related: "Easy to guess: it is made of your name, email or organization.",
    pattern: "Easy to guess: it repeats itself or follows the keyboard.",
    fair: "Fair. A few more words make it strong.",
    strong: "Strong.",
  },

  reach: {
    title: "Where can Okta reach it?",
    lead: "Okta’s cloud only calls public https addresses. You can choose this later in Settings; people can be added by hand until then.",
    legend: "How Okta reaches this server",
    later: "Later",
    laterHint: "Begin on this machine. Organization Setup tells you when it is needed.",
    public: "At a public https address",
    publicHint: "A reverse proxy or a tunnel passes it on to this server. It holds from the next start.",
    agent: "Through Okta’s agent in your network",
    agentHint:
      "The on-premises provisioning agent calls this server from inside; nothing is opened to the internet.",
    url: "Public URL",
    urlPlaceholder: "https://latchkey.acme.com",
    missing: "Enter the address, or choose Later.",
  },

  refused: {
    already_set_up:
      "This server was set up in the meantime. Nothing of what you typed was used. Sign in instead.",
    too_many: (wait: string) =>
      `This is not the code either, and too many were wrong. Wait ${wait} before the next guess; the right one is taken at any time. What you typed is still here.`,
    lost: "The server does not answer, so nothing was set up. What you typed is still here.",
    other: (detail: string) => `Nothing was set up. The server said: ${detail}`,
  },
  toSignIn: "Go to sign in",

  done: {
    title: "Latchkey is set up",
    lead: (organization: string) => `${organization} and your account are made, and you are signed in.`,
    urlRefused: (url: string, detail: string) => `The public URL ${url} was not saved: ${detail}`,
    goOn: "Go to Home",
  },
};

/** What is wrong with an address under which Latchkey is to be reached. */
export const publicUrlMistakes = {
  no_url: (value: string) => `“${value}” is no web address. It looks like https://latchkey.acme.com.`,
  path: (wanted: string) => `Leave out what follows the host: ${wanted}`,
  underscore: (host: string) => `Okta takes no underscore in a host name, and ${host} has one.`,
  plain: "Okta’s cloud calls https only. Plain http is for an agent inside the network.",
};
