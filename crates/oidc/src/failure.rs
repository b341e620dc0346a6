//! Why a sign-in failed: a closed set, each with a stable code for machines and a sentence for the operator's record.
//!
//! No sentence contains a token, a code, a state or a nonce. What an issuer wrote goes through [`quoted`] first.

use jiff::Timestamp;
use thiserror::Error;

/// Why nobody was signed in.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SignInFailure {
    /// The issuer sent the browser back with a refusal of its own.
    #[error("The issuer refused the sign-in with {error}{}.", said(description.as_ref()))]
    IssuerRefused {
        /// The `error` parameter, such as `access_denied`.
        error: String,
        /// The `error_description` parameter, as the issuer wrote it.
        description: Option<String>,
    },
    /// The issuer did not answer.
    #[error("The issuer could not be reached: {why}.")]
    IssuerUnreachable {
        /// A clause with the address and the reason.
        why: String,
    },
    /// The issuer answered with something that is not what the specification says.
    #[error("The issuer answered with something else than OpenID Connect asks for: {why}.")]
    IssuerMisbehaved {
        /// A clause that says which document and what is wrong with it.
        why: String,
    },
    /// What the browser brought back cannot be read as an answer of an issuer.
    #[error(
        "The address that the browser came back to cannot be used: {why}. Start the sign-in again."
    )]
    BadCallback {
        /// A clause that names the parameter.
        why: String,
    },
    /// The browser came back with the state of another sign-in, or without one.
    #[error(
        "The browser came back with the state of another sign-in. Start the sign-in again in this browser."
    )]
    StateMismatch,
    /// Too much time passed at the issuer.
    #[error("The sign-in was started more than 10 minutes ago. Start it again.")]
    Expired,
    /// The callback names another issuer, or none although the issuer promised to name itself (RFC 9207).
    #[error("{}", iss_sentence(expected, found.as_ref()))]
    IssParameter {
        /// The Issuer URL of this sign-in.
        expected: String,
        /// What the `iss` parameter said, if it was there.
        found: Option<String>,
    },
    /// The token endpoint did not exchange the code.
    #[error("The issuer refused to exchange the code with {error}{}. {}", said(description.as_ref()), token_hint(error))]
    TokenRefused {
        /// The `error` member, such as `invalid_grant`.
        error: String,
        /// The `error_description` member, as the issuer wrote it.
        description: Option<String>,
    },
    /// The ID token did not stand one of the checks.
    #[error("The ID token was not accepted: {reason}.")]
    BadIdToken {
        /// Which check, and the value.
        reason: IdTokenProblem,
    },
}

impl SignInFailure {
    /// A stable word for screens and records. It never changes its meaning.
    pub fn code(&self) -> &'static str {
        match self {
            Self::IssuerRefused { .. } => "issuer_refused",
            Self::IssuerUnreachable { .. } => "issuer_unreachable",
            Self::IssuerMisbehaved { .. } => "issuer_misbehaved",
            Self::BadCallback { .. } => "bad_callback",
            Self::StateMismatch => "state_mismatch",
            Self::Expired => "sign_in_expired",
            Self::IssParameter { .. } => "iss_parameter",
            Self::TokenRefused { .. } => "token_refused",
            Self::BadIdToken { reason } => reason.code(),
        }
    }

    /// What the person who keeps the issuer's app can do about it, where that is known.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::TokenRefused { error, .. } => Some(token_hint(error)),
            _ => None,
        }
    }
}

/// Every word that [`SignInFailure::code`] gives, for whoever is told of a failure by another program.
pub const CODES: [&str; 26] = [
    "issuer_refused",
    "issuer_unreachable",
    "issuer_misbehaved",
    "bad_callback",
    "state_mismatch",
    "sign_in_expired",
    "iss_parameter",
    "token_refused",
    "id_token_malformed",
    "id_token_unsigned",
    "id_token_algorithm",
    "id_token_unknown_key",
    "id_token_no_key_named",
    "id_token_signature",
    "id_token_issuer",
    "id_token_audience",
    "id_token_authorized_party",
    "id_token_expired",
    "id_token_not_yet_valid",
    "id_token_issued_in_future",
    "id_token_issued_too_long_ago",
    "id_token_nonce_missing",
    "id_token_nonce_differs",
    "id_token_access_token_hash",
    "id_token_subject",
    "userinfo_subject",
];

impl From<IdTokenProblem> for SignInFailure {
    fn from(reason: IdTokenProblem) -> Self {
        Self::BadIdToken { reason }
    }
}

/// Which check an ID token did not stand. Each is a clause that fits after "The ID token was not accepted: ".
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum IdTokenProblem {
    /// Not three parts of base64url around JSON, or a claim of the wrong kind.
    #[error("it cannot be read ({why})")]
    Malformed {
        /// Which part, without its content.
        why: String,
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
    /// No key of the issuer has the header's `kid`, fresh keys included.
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
    /// The `iss` claim differs from the Issuer URL.
    #[error("it was issued by {found}, and {expected} was expected")]
    Issuer {
        /// The Issuer URL.
        expected: String,
        /// The claim.
        found: String,
    },
    /// The `aud` claim does not contain the Client ID.
    #[error("it is meant for {found}, and the Client ID is {expected}")]
    Audience {
        /// The Client ID.
        expected: String,
        /// The claim, joined by commas.
        found: String,
    },
    /// The `azp` claim is another client, or missing beside several audiences.
    #[error("{}", azp_clause(expected, found.as_ref()))]
    AuthorizedParty {
        /// The Client ID.
        expected: String,
        /// The claim, if it is there.
        found: Option<String>,
    },
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
    /// The `iat` claim is too old for a sign-in that has just happened.
    #[error("it was issued at {at}, more than 10 minutes ago")]
    IssuedTooLongAgo {
        /// The claim.
        at: Timestamp,
    },
    /// There is no `nonce` claim.
    #[error("it carries no nonce")]
    NonceMissing,
    /// The `nonce` claim is the one of another sign-in.
    #[error("its nonce belongs to another sign-in")]
    NonceDiffers,
    /// The `at_hash` claim does not fit the access token that came with it.
    #[error("its at_hash does not fit the access token that came with it")]
    AccessTokenHash,
    /// The `sub` claim is missing, empty or longer than 255 bytes.
    #[error("its subject has {length} bytes, and 1 to 255 are allowed")]
    Subject {
        /// The claim's length.
        length: usize,
    },
    /// Userinfo speaks of somebody else.
    #[error("the userinfo endpoint answered for another subject than the ID token's")]
    UserinfoSubject,
}

impl IdTokenProblem {
    /// A stable word for screens and records.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed { .. } => "id_token_malformed",
            Self::Unsigned => "id_token_unsigned",
            Self::Algorithm { .. } => "id_token_algorithm",
            Self::UnknownKey { .. } => "id_token_unknown_key",
            Self::NoKeyNamed { .. } => "id_token_no_key_named",
            Self::Signature => "id_token_signature",
            Self::Issuer { .. } => "id_token_issuer",
            Self::Audience { .. } => "id_token_audience",
            Self::AuthorizedParty { .. } => "id_token_authorized_party",
            Self::Expired { .. } => "id_token_expired",
            Self::NotYetValid { .. } => "id_token_not_yet_valid",
            Self::IssuedInFuture { .. } => "id_token_issued_in_future",
            Self::IssuedTooLongAgo { .. } => "id_token_issued_too_long_ago",
            Self::NonceMissing => "id_token_nonce_missing",
            Self::NonceDiffers => "id_token_nonce_differs",
            Self::AccessTokenHash => "id_token_access_token_hash",
            Self::Subject { .. } => "id_token_subject",
            Self::UserinfoSubject => "userinfo_subject",
        }
    }
}

/// What an issuer or a browser wrote, made fit for a sentence: no control characters, 200 characters at most.
pub(crate) fn quoted(written: &str) -> String {
    const LIMIT: usize = 200;
    let mut kept: String = written
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(LIMIT)
        .collect();
    if written.chars().nth(LIMIT).is_some() {
        kept.push('…');
    }
    kept
}

fn said(description: Option<&String>) -> String {
    description.map_or_else(String::new, |text| {
        format!(" (\"{}\")", text.trim_end_matches('.'))
    })
}

fn iss_sentence(expected: &str, found: Option<&String>) -> String {
    match found {
        Some(found) => format!(
            "The browser came back from {found}, and the sign-in was started at {expected}. Start the sign-in again."
        ),
        None => format!(
            "The browser came back without the iss parameter that {expected} promises to send. Start the sign-in again."
        ),
    }
}

fn azp_clause(expected: &str, found: Option<&String>) -> String {
    match found {
        Some(found) => {
            format!("it was handed to the client {found}, and the Client ID is {expected}")
        }
        None => format!(
            "it is meant for several clients and does not say that it was handed to {expected}"
        ),
    }
}

fn token_hint(error: &str) -> &'static str {
    match error {
        "invalid_client" => {
            "The app in Okta is of type Web, or its Client ID is another one. Make an OIDC app of type Native, which has no \
             client secret, and paste its Client ID."
        }
        "invalid_grant" => {
            "The code was used before, is older than five minutes, or belongs to another sign-in. Start the sign-in again."
        }
        _ => {
            "Start the sign-in again; if it comes back, compare the app's settings in Okta with the connector page."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_issuer_wrote_is_bounded_and_on_one_line() {
        assert_eq!(quoted("a\r\nb\u{1b}[31m"), "a  b [31m");
        assert_eq!(quoted(&"x".repeat(1000)).chars().count(), 201);
    }

    #[test]
    fn a_web_app_is_recognized() {
        let failure = SignInFailure::TokenRefused {
            error: "invalid_client".to_owned(),
            description: Some("Client authentication failed.".to_owned()),
        };
        assert_eq!(failure.code(), "token_refused");
        assert_eq!(
            failure.to_string(),
            "The issuer refused to exchange the code with invalid_client (\"Client authentication failed\"). The app in Okta \
             is of type Web, or its Client ID is another one. Make an OIDC app of type Native, which has no client secret, \
             and paste its Client ID."
        );
    }

    #[test]
    fn a_refusal_carries_the_words_of_okta() {
        let failure = SignInFailure::IssuerRefused {
            error: "access_denied".to_owned(),
            description: Some("User is not assigned to the client application.".to_owned()),
        };
        assert_eq!(
            failure.to_string(),
            "The issuer refused the sign-in with access_denied (\"User is not assigned to the client application\")."
        );
    }
}
