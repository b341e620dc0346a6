//! The OpenID Connect relying party: discovery, PKCE, ID token checks and the key cache, without an HTTP client of its own.
//!
//! What lives where, in the order of a sign-in:
//! - [`issuer`] looks at an Issuer URL that somebody typed; [`discovery`] asks the issuer who it is.
//! - [`sign_in`] starts a sign-in and ends it; [`callback`] reads what the browser brings back.
//! - [`nonce`] binds a native app's sign-in to one server.
//! - [`identity`] is what comes out of it, [`failure`] is why nothing came out.
//! - [`http`] is the trait by which a program lends its HTTP client.
//!
//! openidconnect-rs does what it covers: documents, PKCE, the token exchange, signatures, issuer, audience, nonce. What its
//! verifier leaves to the caller (`azp`, `nbf`, the age of `iat`, `at_hash`, which key, one algorithm only) stands in
//! `id_token.rs`, next to the sentence of the specification that asks for it.
//!
//! To add a check on ID tokens: a variant in [`failure::IdTokenProblem`] with its sentence and code, the check in
//! `id_token.rs`, and a test in `tests/id_token.rs` in which the fake issuer breaks that rule.

pub mod callback;
pub mod discovery;
pub mod failure;
pub mod http;
pub mod identity;
pub mod issuer;
pub mod nonce;
mod relying_party;
pub mod sign_in;

pub use callback::Callback;
pub use discovery::{Discovery, DiscoveryFailure};
pub use failure::{IdTokenProblem, SignInFailure};
pub use http::{HttpFailure, IssuerHttp};
pub use identity::Identity;
pub use issuer::{IssuerMistake, IssuerUrl, check_form};
pub use nonce::bound_nonce;
pub use relying_party::{Clock, RelyingParty};
pub use sign_in::{ClientConfig, Hints, Pending, Started};
