//! The table. A row a route, in the order of the address space.

use latchkey_domain::AccessRole::{Admin, EnterpriseAdmin, ReadOnly, User};

use super::{Area, Door, Lock};

const ANYONE: Lock = Lock::Open;
const CODE: Lock = Lock::Brings("the one-time code that `serve` prints, or the hosting window");
const INVITE: Lock = Lock::Brings("an invite link");
const TICKET: Lock = Lock::Brings("the ticket that a right password gave");
const OWN_SIGN_IN: Lock = Lock::Brings("the browser that began the sign-in");
const SIGNED_TOKEN: Lock = Lock::Brings("a token that the issuer signed");
const SIGNED_IN: Lock = Lock::From(None);
const READ_ONLY: Lock = Lock::From(Some(ReadOnly));
const USER: Lock = Lock::From(Some(User));
const ADMIN: Lock = Lock::From(Some(Admin));
const ENTERPRISE_ADMIN: Lock = Lock::From(Some(EnterpriseAdmin));

const OWN_PAGE: &str = "one's own: everyone who is signed in";
const NOT_THE_LAST: &str = "not the last one where one is required";
const NOT_HIGHER: &str = "nobody of a higher role";

/// Everything that the server answers.
pub const AREAS: &[Area] = &[
    Area {
        title: "The API",
        text: "By a session: the portal's cookie, or the desktop app's Bearer token. Without one 401; with too low a role \
               403, code `forbidden`; with a sign-in that is too old 403, code `fresh_sign_in`. Until an installation is set \
               up, all but `about` and `setup` answer 503.",
        doors: API,
    },
    Area {
        title: "SCIM",
        text: "Every call by a passkey, in one of the three forms that Okta sends; anything else is 401. A session opens \
               nothing here. While Enterprise Toolkit is off, 403. At `/scim/v2/.reach` the test of the public URL is told how \
               its own calls arrive, by a voucher that only this installation makes; without one it is a path like any other.",
        doors: SCIM,
    },
    Area {
        title: "Sign-in in a browser",
        text: "What a browser goes through. Nothing here shows or changes more than the session of the browser itself.",
        doors: AUTH,
    },
    Area {
        title: "Sign-out by the issuer",
        text: "What the configured issuer's server sends by itself, signed with the key of its ID tokens: nothing else opens it, \
               no cookie, no session and no passkey. It ends sessions and does nothing else; each token works once.",
        doors: ISSUER,
    },
    Area {
        title: "For machines",
        text: "Up, and able to serve: two words that say nothing of what is stored.",
        doors: HEALTH,
    },
    Area {
        title: "The portal",
        text: "The interface's own files, which hold nothing of an installation but its name, its logo and how one signs in.",
        doors: PORTAL,
    },
];

/// `/api/v1`.
pub const API: &[Door] = &[
    Door::new("GET", "/api/v1/about", ANYONE),
    Door::new("POST", "/api/v1/setup", CODE).note("once; then 409"),
    Door::new("GET", "/api/v1/sign-in", ANYONE),
    Door::new("GET", "/api/v1/session", SIGNED_IN),
    Door::new(
        "POST",
        "/api/v1/session",
        Lock::Brings("a local password, or an ID token"),
    ),
    Door::new("DELETE", "/api/v1/session", SIGNED_IN),
    Door::new("POST", "/api/v1/session/challenge", ANYONE),
    Door::new(
        "POST",
        "/api/v1/session/challenge/given-up",
        Lock::Brings("a challenge"),
    ),
    Door::new("POST", "/api/v1/session/second-factor", TICKET).note("with a second factor"),
    Door::new("POST", "/api/v1/session/second-factor/totp", TICKET),
    Door::new("POST", "/api/v1/session/second-factor/passkey", TICKET),
    Door::new("POST", "/api/v1/session/second-factor/enrolment", TICKET)
        .note("of someone who needs a second factor and has none"),
    Door::new("GET", "/api/v1/invites/{token}", INVITE),
    Door::new("POST", "/api/v1/invites/{token}", INVITE),
    Door::new("PATCH", "/api/v1/me", USER).note("never userName, email, role or active"),
    Door::new("PUT", "/api/v1/me/password", SIGNED_IN).note("with the current one"),
    Door::new("GET", "/api/v1/me/second-factor", SIGNED_IN),
    Door::new("POST", "/api/v1/me/second-factor/totp", SIGNED_IN)
        .fresh()
        .note("with the password"),
    Door::new("DELETE", "/api/v1/me/second-factor/totp", SIGNED_IN)
        .fresh()
        .note(NOT_THE_LAST),
    Door::new("POST", "/api/v1/me/second-factor/passkeys", SIGNED_IN).fresh(),
    Door::new("PATCH", "/api/v1/me/second-factor/passkeys/{id}", SIGNED_IN).fresh(),
    Door::new(
        "DELETE",
        "/api/v1/me/second-factor/passkeys/{id}",
        SIGNED_IN,
    )
    .fresh()
    .note(NOT_THE_LAST),
    Door::new("POST", "/api/v1/me/second-factor/enrolments", SIGNED_IN)
        .note("what the same session began in the last five minutes"),
    Door::new("POST", "/api/v1/me/second-factor/recovery-codes", SIGNED_IN).fresh(),
    Door::new("GET", "/api/v1/me/sessions", SIGNED_IN),
    Door::new("DELETE", "/api/v1/me/sessions", SIGNED_IN).note("all but the one that asks"),
    Door::new("DELETE", "/api/v1/me/sessions/{id}", SIGNED_IN),
    Door::new("GET", "/api/v1/home", READ_ONLY).note("each sees what the role may see"),
    Door::new("GET", "/api/v1/users", READ_ONLY),
    Door::new("POST", "/api/v1/users", ADMIN).note("an Admin gives roles up to Admin"),
    Door::new("POST", "/api/v1/users/bulk", ADMIN).note(NOT_HIGHER),
    Door::new("GET", "/api/v1/users/export.csv", USER),
    Door::new("GET", "/api/v1/users/{id}", READ_ONLY).note(OWN_PAGE),
    Door::new("PATCH", "/api/v1/users/{id}", ADMIN)
        .note("nobody of a higher role; one's own from User on, as `/me`"),
    Door::new("DELETE", "/api/v1/users/{id}", ENTERPRISE_ADMIN)
        .note("not oneself, nobody from Okta"),
    Door::new("POST", "/api/v1/users/{id}/deactivate", ADMIN).note(NOT_HIGHER),
    Door::new("POST", "/api/v1/users/{id}/reactivate", ADMIN).note(NOT_HIGHER),
    Door::new("POST", "/api/v1/users/{id}/invite", ADMIN)
        .note("nobody of a higher role; fresh for someone with an authenticator app"),
    Door::new("GET", "/api/v1/users/{id}/second-factor", ADMIN).note(NOT_HIGHER),
    Door::new("DELETE", "/api/v1/users/{id}/second-factor", ADMIN)
        .fresh()
        .note("nobody of a higher role, and not oneself"),
    Door::new("GET", "/api/v1/users/{id}/sessions", ADMIN).note(OWN_PAGE),
    Door::new("DELETE", "/api/v1/users/{id}/sessions", ADMIN).note(OWN_PAGE),
    Door::new("DELETE", "/api/v1/users/{id}/sessions/{session}", ADMIN).note(OWN_PAGE),
    Door::new("GET", "/api/v1/users/{id}/why", ADMIN),
    Door::new("GET", "/api/v1/groups", READ_ONLY),
    Door::new("GET", "/api/v1/groups/{id}", READ_ONLY),
    Door::new("GET", "/api/v1/activity", ADMIN),
    Door::new("GET", "/api/v1/activity/export", ADMIN),
    Door::new("GET", "/api/v1/activity/reads", ADMIN),
    Door::new("GET", "/api/v1/activity/{id}", ADMIN),
    Door::new("GET", "/api/v1/troubleshooting", ADMIN),
    Door::new("POST", "/api/v1/troubleshooting/{id}/check", ADMIN),
    Door::new("POST", "/api/v1/deactivations/bring-back", ADMIN).note(NOT_HIGHER),
    Door::new("POST", "/api/v1/deactivations/allow-held", ENTERPRISE_ADMIN),
    Door::new("POST", "/api/v1/deactivations/waiting/{entryId}", ADMIN).note(NOT_HIGHER),
    Door::new("GET", "/api/v1/billing", ENTERPRISE_ADMIN),
    Door::new("PUT", "/api/v1/billing/toolkit", ENTERPRISE_ADMIN),
    Door::new("GET", "/api/v1/organization", ENTERPRISE_ADMIN),
    Door::new("PATCH", "/api/v1/organization", ENTERPRISE_ADMIN),
    Door::new("GET", "/api/v1/organization/logo", ANYONE).note("the sign-in page shows it"),
    Door::new("PUT", "/api/v1/organization/logo", ENTERPRISE_ADMIN),
    Door::new("DELETE", "/api/v1/organization/logo", ENTERPRISE_ADMIN),
    Door::new("GET", "/api/v1/connectors", ENTERPRISE_ADMIN),
    Door::new("POST", "/api/v1/connectors", ENTERPRISE_ADMIN),
    Door::new("GET", "/api/v1/connectors/okta", ENTERPRISE_ADMIN),
    Door::new("PATCH", "/api/v1/connectors/okta", ENTERPRISE_ADMIN),
    Door::new("DELETE", "/api/v1/connectors/okta", ENTERPRISE_ADMIN).fresh(),
    Door::new("GET", "/api/v1/connectors/okta/checklist", ENTERPRISE_ADMIN),
    Door::new("GET", "/api/v1/connectors/okta/reach", ENTERPRISE_ADMIN),
    Door::new(
        "POST",
        "/api/v1/connectors/okta/reach/test",
        ENTERPRISE_ADMIN,
    ),
    Door::new("POST", "/api/v1/connectors/okta/passkeys", ENTERPRISE_ADMIN).fresh(),
    Door::new(
        "POST",
        "/api/v1/connectors/okta/passkeys/{id}/reveal",
        ENTERPRISE_ADMIN,
    )
    .fresh(),
    Door::new(
        "DELETE",
        "/api/v1/connectors/okta/passkeys/{id}",
        ENTERPRISE_ADMIN,
    )
    .fresh(),
    Door::new("POST", "/api/v1/sign-in/check", ENTERPRISE_ADMIN),
    Door::new("POST", "/api/v1/sign-in/test", ENTERPRISE_ADMIN),
    Door::new("POST", "/api/v1/sign-in/test/native", ENTERPRISE_ADMIN),
    Door::new("GET", "/api/v1/sign-in/preview", ENTERPRISE_ADMIN),
    Door::new("GET", "/api/v1/sign-in/tested", ENTERPRISE_ADMIN),
    Door::new("GET", "/api/v1/sign-in/policy", ENTERPRISE_ADMIN),
    Door::new("PUT", "/api/v1/sign-in/policy", ENTERPRISE_ADMIN).fresh(),
    Door::new("DELETE", "/api/v1/sign-in/policy", ENTERPRISE_ADMIN).fresh(),
    Door::new("GET", "/api/v1/rehearsal", ENTERPRISE_ADMIN),
    Door::new("POST", "/api/v1/rehearsal", ENTERPRISE_ADMIN),
    Door::new("DELETE", "/api/v1/rehearsal", ENTERPRISE_ADMIN),
    Door::new("GET", "/api/v1/settings", ENTERPRISE_ADMIN),
    Door::new("PATCH", "/api/v1/settings", ENTERPRISE_ADMIN),
    Door::new("POST", "/api/v1/backups", ENTERPRISE_ADMIN),
];

/// `/scim/v2`.
pub const SCIM: &[Door] = &[
    Door::new("GET", "/scim/v2/Users", Lock::Passkey),
    Door::new("POST", "/scim/v2/Users", Lock::Passkey),
    Door::new("POST", "/scim/v2/Users/.search", Lock::Passkey),
    Door::new("GET", "/scim/v2/Users/{id}", Lock::Passkey),
    Door::new("PUT", "/scim/v2/Users/{id}", Lock::Passkey),
    Door::new("PATCH", "/scim/v2/Users/{id}", Lock::Passkey),
    Door::new("DELETE", "/scim/v2/Users/{id}", Lock::Passkey),
    Door::new("GET", "/scim/v2/Groups", Lock::Passkey),
    Door::new("POST", "/scim/v2/Groups", Lock::Passkey),
    Door::new("POST", "/scim/v2/Groups/.search", Lock::Passkey),
    Door::new("GET", "/scim/v2/Groups/{id}", Lock::Passkey),
    Door::new("PUT", "/scim/v2/Groups/{id}", Lock::Passkey),
    Door::new("PATCH", "/scim/v2/Groups/{id}", Lock::Passkey),
    Door::new("DELETE", "/scim/v2/Groups/{id}", Lock::Passkey),
    Door::new("POST", "/scim/v2/.search", Lock::Passkey),
    Door::new("POST", "/scim/v2/Bulk", Lock::Passkey),
    Door::new("GET", "/scim/v2/ServiceProviderConfig", Lock::Passkey),
    Door::new("GET", "/scim/v2/ResourceTypes", Lock::Passkey),
    Door::new("GET", "/scim/v2/ResourceTypes/{name}", Lock::Passkey),
    Door::new("GET", "/scim/v2/Schemas", Lock::Passkey),
    Door::new("GET", "/scim/v2/Schemas/{urn}", Lock::Passkey),
    Door::new("any", "/scim/v2/Me", Lock::Passkey).note("501: Okta is no user"),
];

/// `/auth`.
pub const AUTH: &[Door] = &[
    Door::new("GET", "/auth/login", ANYONE).note("120 a minute from one address"),
    Door::new("POST", "/auth/login", ANYONE)
        .note("the same, from the issuer's own page too: it starts a sign-in and changes nothing"),
    Door::new("GET", "/auth/callback", OWN_SIGN_IN).note(
        "a test sign-in: also still signed in as an EnterpriseAdmin; 120 a minute from one address",
    ),
    Door::new("POST", "/auth/callback", ANYONE)
        .note("always refused: an answer comes in the address"),
    Door::new("GET", "/auth/logout", ANYONE).note("a button, no more"),
    Door::new("POST", "/auth/logout", ANYONE)
        .note("from our own page; ends the browser's own session"),
];

/// What the issuer's server sends.
pub const ISSUER: &[Door] = &[
    Door::new("POST", "/auth/global-token-revocation", SIGNED_TOKEN)
        .note("Okta's Universal Logout"),
    Door::new("POST", "/auth/backchannel-logout", SIGNED_TOKEN)
        .note("OpenID Connect Back-Channel Logout"),
];

/// Health.
pub const HEALTH: &[Door] = &[
    Door::new("GET", "/healthz", ANYONE),
    Door::new("GET", "/readyz", ANYONE),
];

/// Everything else.
pub const PORTAL: &[Door] = &[
    Door::new("GET", "/", ANYONE).note("and every path of the interface"),
    Door::new("GET", "/logo.png", ANYONE),
];
