// The desktop app: hosting or connecting, and signing in through the system's browser.

export const desktop = {
  start: {
    title: "Start with Latchkey",
    lead: "Choose where your team’s Latchkey runs. You can change this later.",
    choice: "Where Latchkey runs",
    host: "Run Latchkey on this machine",
    hostHint: "For the machine that stays on: it keeps the directory and answers Okta.",
    hostWhere: (folder: string) => `Its data is kept in ${folder}`,
    connect: "Connect to a Latchkey server",
    connectHint: "For everyone else: your team’s server runs elsewhere, and you have its address.",
    address: "Server address",
    addressExample: "https://latchkey.acme.com",
    addressHint: "The address of any of its pages does.",
    go: { host: "Run it here", connect: "Connect" },
    pending: { host: "Starting…", connect: "Connecting…" },
    connectInstead: (address: string) => `Connect to ${address}`,
    refusedTitle: { host: "Latchkey is not running here yet", connect: "The app is not connected" },
    foot: (version: string) => `Latchkey ${version}`,
  },
  otherServer: "Use another server",
  signIn: {
    opening: "Opening your browser…",
    title: "Go on in your browser",
    text: "Okta’s page is open there. Once you are through, this window comes back by itself.",
    notOpened: "This machine opened no browser. Copy the address into one yourself.",
    addressName: "Okta’s address",
    openAgain: "Open again",
    cancel: "Cancel",
    elsewhere: "The browser is on another machine",
    elsewhereHint:
      "Sign in there. When it ends on a page that cannot be shown, copy the whole address of that page and paste it here.",
    pasted: "Address that the browser ended on",
    handIn: "Use this address",
    handedIn: "This is the right address. Signing you in…",
    issuerSaid: (words: string) => `In Okta’s own words: ${words}`,
    connectTo: (address: string) => `Connect to ${address}`,
  },
  closing: {
    title: "Latchkey keeps running for Okta",
    text: "Okta reaches this machine as long as Latchkey runs, so closing the window leaves it running. Start Latchkey again to see this window.",
    keep: "Close the window",
    quit: "Quit Latchkey",
    quitHint: "After quitting, what Okta sends is refused until Latchkey is started again. Okta tries later.",
  },
  said: {
    keychain:
      "This machine has no keychain that Latchkey can use, so you stay signed in only until Latchkey is quit. Nothing secret was written to disk.",
    session_bus:
      "This machine has no session bus, so Latchkey cannot show notifications, and a second start opens a second window. Everything else works.",
    stray_sign_in:
      "A sign-in came back from the browser that this app does not wait for, so it was not used. If you are signing in, begin again here.",
  },
};
