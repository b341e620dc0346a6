// The steps of the checklist, word for word as the real server has them (crates/app/src/checklist/steps.rs), and how far
// they are. State: okta ("new", "waiting", "refusing", "working", "suspended"), policy ("saved").
const ago = (seconds) => new Date(Date.now() - seconds * 1000).toISOString();

/** Of two Okta apps; `one` is what differs where a single app of the newer wizard does both. */
const words = [
  {
    id: "toolkit",
    title: "Enable Enterprise Toolkit",
    where: "Latchkey: Billing",
    text: "It unlocks the connectors. Nothing changes for anyone by it.",
  },
  {
    id: "connector",
    title: "Add the Okta connector",
    where: "Latchkey: Organization Setup → External User Authentication & Provisioning → Add Connector",
    text: "Choose Okta. The page is saved and shows the values for the steps below.",
  },
  {
    id: "oidc_app",
    title: "Create the OpenID Connect app",
    where: "Okta: Applications → Create App Integration → OIDC - OpenID Connect → Native Application",
    text: "Name it Latchkey; the logo of the sign-in page can be saved as an image. Enter every Login Redirect URI, and leave Logout Redirect URIs blank. Okta does not report this: it ticks itself at the first sign-in.",
    values: ({ loginRedirectUris }) => [
      { label: "Application name", value: "Latchkey" },
      ...loginRedirectUris.map((value) => ({ label: "Login Redirect URI", value })),
    ],
    one: {
      title: "Create the app with the integration wizard",
      where:
        "Okta: Applications → Create App Integration → OIDC - OpenID Connect → Native Application, with SCIM provisioning",
      text: "Name it Latchkey, enter every Login Redirect URI, leave Logout Redirect URIs blank. Grant type: Authorization Code only, with PKCE. Note the Client ID and the Issuer.",
    },
  },
  {
    id: "oidc_settings",
    title: "Look at its general settings",
    where: "Okta: the OIDC app → General; Sign On",
    text: "Grant type: Authorization Code only. Client authentication: None, with PKCE required. Federation Broker Mode: off. Note the Client ID, and under Sign On the Issuer.",
    one: null,
  },
  {
    id: "oidc_assign",
    title: "Assign people to the OpenID Connect app",
    where: "Okta: the OIDC app → Assignments → Assign",
    text: "Whoever is to sign in must be assigned to this app too: use the same groups for both apps.",
    one: {
      title: "See an assigned person sign in",
      where: "Latchkey: the sign-in page",
      text: "One assignment gives both here: who is provisioned may sign in.",
    },
  },
  {
    id: "sign_in_test",
    title: "Make a test sign-in",
    where: "Latchkey: Organization Setup → Okta → Manage Users with Okta",
    text: "Paste the Issuer URL and the Client ID, then choose Test sign-in. It links your own account too.",
  },
  {
    id: "sign_in_save",
    title: "Save the Issuer URL and the Client ID",
    where: "Latchkey: Organization Setup → Okta → Manage Users with Okta",
    text: 'From then on everyone signs in with Okta. To get back in without Okta, run "latchkey sign-in disable" on the host.',
  },
  {
    id: "scim_app",
    title: "Create the provisioning app",
    where:
      "Okta: Applications → Browse App Catalog → SCIM 2.0 Test App (Basic Auth), or an app of your own with SCIM",
    text: "Okta cannot put SCIM on an OpenID Connect app of the classic kind, so provisioning has an app of its own. Leave its sign-on settings as they are, then Next.",
    one: null,
  },
  {
    id: "credentials",
    title: "Enter the credentials and test them",
    where: "Okta: the provisioning app → Provisioning → Integration → Configure API Integration",
    text: "Tick Enable API integration, paste the three values, then choose Test API Credentials. Unique identifier field: userName. Save.",
    values: ({ scimUrl, userName }) => [
      { label: "SCIM Url (Base URL)", value: scimUrl },
      { label: "User Name (Company ID)", value: userName },
      {
        label: "Password (Integration Passkey)",
        value: "Ends in 7Q2F. Copy or reveal it under Copy into Okta.",
        copyable: false,
      },
      { label: "Unique identifier field for users", value: "userName" },
    ],
    one: {
      where: "Okta: the app → Provisioning → Integration",
      text: "Authentication: Header, with the Password alone as its value. Tick PATCH for updates. Then choose Test API Credentials.",
    },
  },
  {
    id: "import_settings",
    title: "Set the import and the user name",
    where: "Okta: the provisioning app → Provisioning → To Okta → Edit; Sign On → Edit",
    text: "Schedule Import: never. Okta username format, and Application username format: Email. Profile Master stays off.",
  },
  {
    id: "to_app",
    title: "Tick Create, Update and Deactivate under To App",
    where: "Okta: the provisioning app → Provisioning → To App → Edit",
    text: "Create Users, Update User Attributes and Deactivate Users on; Sync Password off. Okta does not report ticked boxes: this ticks itself at the first create.",
  },
  {
    id: "role_attribute",
    title: "Define the role attribute",
    where: "Okta: Directory → Profile Editor → the provisioning app's user → Add Attribute",
    text: 'Okta sends an access role only if the app\'s profile has an attribute for it. Without one everyone gets app access only. Tick "Define enumerated list of values" and enter the four values; an attribute without the external namespace is silently not sent.',
    values: () =>
      [
        ["Data type", "string"],
        ["Display name", "Access role"],
        ["Variable name", "accessRole"],
        ["External name", "accessRole"],
        ["External namespace", "urn:ietf:params:scim:schemas:extension:latchkey:2.0:User"],
        ...["ReadOnly", "User", "Admin", "EnterpriseAdmin"].map((role) => ["Value", role]),
      ].map(([label, value]) => ({ label, value })),
  },
  {
    id: "assign",
    title: "Assign people to the provisioning app",
    where: "Okta: the provisioning app → Assignments → Assign",
    text: "People who were assigned before provisioning was on are not sent until you choose Provision User.",
  },
  {
    id: "update_seen",
    title: "See an update arrive",
    where: "Okta: Directory → People → a person → Profile → Edit",
    text: "Change something of a person who is assigned, a title say. It arrives within a minute.",
  },
  {
    id: "deactivate_seen",
    title: "See a deactivation arrive",
    where: "Okta: the provisioning app → Assignments",
    text: "Take a test person's assignment away. They are deactivated here at once, and come back under the same id when you assign them again.",
  },
];

/** How far a step is, and what the server says of it. */
function progress(id, { okta, policy, toolkit }) {
  const works = okta === "working";
  const signsIn = policy === "saved";
  const done = (sentence, entryId = null) => ({ state: "done", at: ago(180), entryId, sentence });
  const open = (state, sentence) => ({ state, at: null, entryId: null, sentence });
  const seen = (sentence, entryId, otherwise) => (works ? done(sentence, entryId) : otherwise);
  switch (id) {
    case "toolkit":
      return toolkit === "suspended"
        ? open("todo", "Enterprise Toolkit is off.")
        : done("Enterprise Toolkit is on.");
    case "connector":
      return done("The Okta connector is added.");
    case "oidc_app":
    case "oidc_settings":
      return signsIn
        ? done("Ana Berg signed in with Okta.", "e-40")
        : open("waiting", "Okta does not report this. It ticks itself at the first sign-in through Okta.");
    case "oidc_assign":
      return signsIn
        ? done("Ana Berg signed in with Okta.", "e-40")
        : open("waiting", "Nobody has signed in with Okta yet.");
    case "sign_in_test":
      return signsIn ? done("A test sign-in worked.", "e-39") : open("todo", "No test sign-in worked yet.");
    case "sign_in_save":
      return signsIn
        ? done("Okta sign-on is required of everyone.")
        : open("todo", "Okta sign-on is not required of anyone yet.");
    case "scim_app":
      return works || okta === "refusing"
        ? done("Okta calls.", "e-41")
        : open("waiting", "Okta has not called yet.");
    case "credentials":
      if (okta === "refusing")
        return {
          state: "refused",
          at: ago(50),
          entryId: "e-42",
          sentence: "Okta still uses the passkey ending in 7Q2F, retired on 3 May. Paste the current one.",
        };
      return seen("Okta got in with the credentials.", "e-41", open("waiting", "Okta has not called yet."));
    case "deactivate_seen":
      return open("not_seen", "Okta has deactivated nobody yet.");
    default:
      return seen("Okta created Cy Young.", "e-43", open("waiting", "Okta has created nobody yet."));
  }
}

export function checklist(state, way, connector) {
  const steps = words
    .filter(({ one }) => way === "two" || one !== null)
    .map(({ values, one, ...step }) => ({
      ...step,
      ...(way === "one" ? one : {}),
      values: (values?.(connector) ?? []).map((value) => ({ copyable: true, ...value })),
      ...progress(step.id, state),
    }));
  return { way, steps, done: steps.filter((step) => step.state === "done").length, of: steps.length };
}
