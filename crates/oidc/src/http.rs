//! The HTTP client that this crate borrows: the program brings one, with its limits.

use std::future::Future;
use std::pin::Pin;

/// What a call to the issuer answers, sooner or later.
pub type HttpAnswer<'a> =
    Pin<Box<dyn Future<Output = Result<::http::Response<Vec<u8>>, HttpFailure>> + Send + 'a>>;

/// Speaks HTTP to an issuer.
///
/// An implementation follows no redirects (the answer is checked against the address that was asked), bounds time and
/// size, verifies certificates, and refuses private addresses unless the issuer's own host is one. This crate relies on
/// it for all four.
pub trait IssuerHttp: Send + Sync + 'static {
    /// Sends one request on behalf of the sign-in at `issuer` (its URL) and gives back the answer, whatever its status.
    /// The request's own host may be another one: an issuer's documents name further addresses.
    fn call<'a>(&'a self, issuer: &'a str, request: ::http::Request<Vec<u8>>) -> HttpAnswer<'a>;
}

/// Why no answer came. Each is a clause that fits after "… could not be reached: ".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HttpFailure {
    /// The name resolves to an address that the client does not speak to.
    #[error(
        "{host} resolves to {address}, a private address that the server does not call for an issuer on the Internet"
    )]
    RefusedAddress {
        /// The host as asked for.
        host: String,
        /// What it resolved to.
        address: String,
    },
    /// The whole answer did not arrive in time.
    #[error("no complete answer came within {seconds} seconds")]
    TimedOut {
        /// The limit that passed.
        seconds: u64,
    },
    /// The answer is longer than what is read.
    #[error("the answer is longer than {limit} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// The name did not resolve or nobody listens.
    #[error("no connection was made ({why})")]
    Connect {
        /// What the system said.
        why: String,
    },
    /// The certificate was not accepted, or the handshake failed.
    #[error("the TLS connection was not accepted ({why})")]
    Tls {
        /// What the TLS library said.
        why: String,
    },
    /// Anything else, such as a connection that broke half-way.
    #[error("the exchange broke off ({why})")]
    Other {
        /// What the client said.
        why: String,
    },
}
