//! What an issuer says about itself, and what is wrong with it.

use thiserror::Error;
use url::Url;

use crate::failure::SignInFailure;
use crate::http::HttpFailure;

/// An issuer that was asked and stood every check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discovery {
    /// The Issuer URL, to the letter.
    pub issuer: String,
    /// Where browsers are sent.
    pub authorization_endpoint: Url,
    /// Where codes are exchanged.
    pub token_endpoint: Url,
    /// Where missing claims are asked for, if the issuer has that.
    pub userinfo_endpoint: Option<Url>,
    /// Where the keys are.
    pub jwks_uri: Url,
    /// How many RSA signing keys the issuer has now.
    pub signing_keys: usize,
    /// Whether the issuer promises to name itself at the callback (RFC 9207).
    pub names_itself_at_callback: bool,
}

/// Why an issuer cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DiscoveryFailure {
    /// No answer.
    #[error("{url} could not be reached: {why}.")]
    Unreachable {
        /// The address that was asked.
        url: String,
        /// What happened.
        why: HttpFailure,
    },
    /// 404 at `/oauth2/{name}`.
    #[error(
        "There is no authorization server named {name} at {organization}. Some organizations have none: then that address is \
         the Issuer URL. Otherwise copy it from Security → API in Okta."
    )]
    NoAuthorizationServer {
        /// The name in the Issuer URL.
        name: String,
        /// The Issuer URL without its path, which is that of the organization itself: scheme and port as they were typed.
        organization: String,
    },
    /// Another status than 200.
    #[error(
        "{url} answered with status {status}, where an issuer answers with 200. Compare the Issuer URL with the one in Okta."
    )]
    Status {
        /// The address that was asked.
        url: String,
        /// The status.
        status: u16,
    },
    /// HTML, broken JSON, or a document without what it must have.
    #[error("{url} did not answer with what an issuer shows there: {why}.")]
    NotAnIssuer {
        /// The address that was asked.
        url: String,
        /// A clause.
        why: String,
    },
    /// The document names another issuer.
    #[error(
        "{configured} calls itself {found}. The Issuer URL must be equal to the letter: use {found} if that is your Okta."
    )]
    IssuerDiffers {
        /// The Issuer URL that was asked.
        configured: String,
        /// The document's `issuer`.
        found: String,
    },
    /// Something that this server needs is not offered.
    #[error("{issuer} does not offer {missing}, which Latchkey needs to sign people in.")]
    NotOffered {
        /// The Issuer URL.
        issuer: String,
        /// What is not offered, in words.
        missing: &'static str,
    },
    /// An endpoint in the document that must not be called.
    #[error("{issuer} names {endpoint} as its {name}, which is not reached by https.")]
    UnsafeEndpoint {
        /// The Issuer URL.
        issuer: String,
        /// Which endpoint.
        name: &'static str,
        /// Its address.
        endpoint: String,
    },
    /// The key set has no key that an ID token could be checked with.
    #[error("{url} shows no RSA signing key of 2048 bits or more, so no ID token can be checked.")]
    NoUsableKey {
        /// The address of the key set.
        url: String,
    },
}

impl From<DiscoveryFailure> for SignInFailure {
    fn from(failure: DiscoveryFailure) -> Self {
        match failure {
            DiscoveryFailure::Unreachable { url, why } => Self::IssuerUnreachable {
                why: format!("{url}: {why}"),
            },
            other => Self::IssuerMisbehaved {
                why: other.to_string().trim_end_matches('.').to_owned(),
            },
        }
    }
}

impl DiscoveryFailure {
    /// A stable word for screens and records.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreachable { .. } => "issuer_unreachable",
            Self::NoAuthorizationServer { .. } => "issuer_no_authorization_server",
            Self::Status { .. } => "issuer_status",
            Self::NotAnIssuer { .. } => "issuer_not_an_issuer",
            Self::IssuerDiffers { .. } => "issuer_differs",
            Self::NotOffered { .. } => "issuer_not_offered",
            Self::UnsafeEndpoint { .. } => "issuer_unsafe_endpoint",
            Self::NoUsableKey { .. } => "issuer_no_usable_key",
        }
    }
}
