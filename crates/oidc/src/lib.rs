//! The OIDC relying party: discovery, PKCE, ID token checks and the key cache, without an HTTP client of its own.
//!
//! What lives where, in the order of a sign-in:
//! - [`issuer`] looks at an Issuer URL that somebody typed; [`discovery`] asks the issuer who it is.
//! - [`RelyingParty`] starts a sign-in and ends it, [`sign_in`] has its values; [`callback`] reads what the browser brings back.
//! - `metadata.rs` and `keys.rs` read and check what an issuer shows; `known_issuers.rs` and `shelf.rs` remember it.
//! - `exchange.rs` trades the code for tokens, `id_token.rs` checks the ID token, `userinfo.rs` fills its gaps.
//! - [`logout`] checks what an issuer's server sends by itself to end somebody's sessions.
//! - [`nonce`] binds a native app's sign-in to one server.
//! - [`identity`] is what comes out of it, [`failure`] is why nothing came out.
//! - [`http`] is the trait by which a program lends its HTTP client.
//!
//! openidconnect-rs does what it covers: documents, PKCE, the token exchange, signatures, issuer, audience, nonce. What its
//! verifier leaves to the caller (`azp`, `nbf`, the age of `iat`, `at_hash`, which key, one algorithm only) stands in
//! `id_token.rs`, next to the sentence of the specification that asks for it.
//!
//! To add a check on ID tokens: a variant in [`failure::IdTokenProblem`] with its sentence and code, the check in
//! `id_token.rs`, and a test in `tests/relying_party/id_token.rs` in which the fake issuer breaks that rule.

mod bucket;
pub mod callback;
pub mod discovery;
mod exchange;
pub mod failure;
mod fetch;
pub mod http;
mod id_token;
pub mod identity;
pub mod issuer;
mod keys;
mod known_issuers;
pub mod logout;
mod metadata;
pub mod nonce;
mod relying_party;
mod shelf;
pub mod sign_in;
mod userinfo;

pub use callback::Callback;
pub use discovery::{Discovery, DiscoveryFailure};
pub use failure::{IdTokenProblem, SignInFailure};
pub use http::{HttpFailure, IssuerHttp};
pub use identity::Identity;
pub use issuer::{IssuerMistake, IssuerUrl, check_form, is_loopback};
pub use logout::{Heard, LoggedOut, LogoutFailure};
pub use nonce::bound_nonce;
pub use relying_party::{Clock, RelyingParty};
pub use sign_in::{ClientConfig, Hints, Pending, Started};
