//! Why a token that an issuer's server sent was not taken: a closed set, each with a stable code and a clause for the record.

use jiff::Timestamp;

/// Which check it did not stand. Each is a clause that fits after "The token was not accepted: ".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LogoutProblem {
    /// Not three parts of base64url around JSON, or a claim of the wrong kind.
    #[error("it cannot be read ({why})")]
    Malformed {
        /// Which part, without its content.
        why: &'static str,
    },
    /// The header says `alg: none`.
    #[error("it is not signed")]
    Unsigned,
    /// Signed by something else than RS256.
    #[error("it is signed with {found}, and only RS256 is accepted")]
    Algorithm {
        /// The header's `alg`.
        found: String,
    },
    /// A token of another kind: an ID token, say.
    #[error("its typ is {}, and {expected} is expected", found.as_deref().unwrap_or("not given"))]
    Kind {
        /// The `typ` that it has to have.
        expected: &'static str,
        /// The header's `typ`.
        found: Option<String>,
    },
    /// No key of the issuer has the header's `kid`.
    #[error("it names the key {kid}, which is not among the issuer's keys")]
    UnknownKey {
        /// The header's `kid`.
        kid: String,
    },
    /// No `kid`, and the issuer has none or several keys that it could be.
    #[error("it names no key, and the issuer has {count} that it could be")]
    NoKeyNamed {
        /// How many RSA signing keys there are.
        count: usize,
    },
    /// The signature does not belong to this content and key.
    #[error("its signature does not match the issuer's key")]
    Signature,
    /// A claim is not there.
    #[error("the claim {claim} is missing")]
    Missing {
        /// Which.
        claim: &'static str,
    },
    /// The `iss` claim differs from the Issuer URL.
    #[error("it was issued by {found}, and {expected} was expected")]
    Issuer {
        /// The Issuer URL.
        expected: String,
        /// The claim.
        found: String,
    },
    /// The `aud` claim names somebody else.
    #[error("it is meant for {found}, and {expected} was expected")]
    Audience {
        /// The endpoint, or the Client ID.
        expected: String,
        /// The claim, joined by commas.
        found: String,
    },
    /// The `sub` claim of a revocation is another client.
    #[error("it speaks for the client {found}, and the Client ID is {expected}")]
    Client {
        /// The Client ID.
        expected: String,
        /// The claim.
        found: String,
    },
    /// The `sub` claim is empty or longer than 255 bytes.
    #[error("its subject has {length} bytes, and 1 to 255 are allowed")]
    Subject {
        /// The claim's length.
        length: usize,
    },
    /// A `sid` and no `sub`.
    #[error("it names a session (sid) and no person (sub), and sessions are ended by person here")]
    SessionAlone,
    /// No event of a logout.
    #[error("its events do not say that somebody was logged out")]
    NoEvent,
    /// A `nonce`, which only an ID token has.
    #[error("it carries a nonce, as an ID token does")]
    Nonce,
    /// The `exp` claim has passed.
    #[error("it expired at {at}")]
    Expired {
        /// The claim.
        at: Timestamp,
    },
    /// The `nbf` claim has not come yet.
    #[error("it holds only from {at} on; compare the clocks of the server and the issuer")]
    NotYetValid {
        /// The claim.
        at: Timestamp,
    },
    /// The `iat` claim lies in the future.
    #[error(
        "it was issued at {at}, which has not come yet; compare the clocks of the server and the issuer"
    )]
    IssuedInFuture {
        /// The claim.
        at: Timestamp,
    },
    /// The `iat` claim is too old.
    #[error("it was issued at {at}, which is too long ago")]
    IssuedTooLongAgo {
        /// The claim.
        at: Timestamp,
    },
}

impl LogoutProblem {
    /// A stable word, by which refusals of one kind are gathered.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed { .. } => "malformed",
            Self::Unsigned => "unsigned",
            Self::Algorithm { .. } => "algorithm",
            Self::Kind { .. } => "kind",
            Self::UnknownKey { .. } => "unknown_key",
            Self::NoKeyNamed { .. } => "no_key_named",
            Self::Signature => "signature",
            Self::Missing { .. } => "missing",
            Self::Issuer { .. } => "issuer",
            Self::Audience { .. } => "audience",
            Self::Client { .. } => "client",
            Self::Subject { .. } => "subject",
            Self::SessionAlone => "session_alone",
            Self::NoEvent => "no_event",
            Self::Nonce => "nonce",
            Self::Expired { .. } => "expired",
            Self::NotYetValid { .. } => "not_yet_valid",
            Self::IssuedInFuture { .. } => "issued_in_future",
            Self::IssuedTooLongAgo { .. } => "issued_too_long_ago",
        }
    }
}
