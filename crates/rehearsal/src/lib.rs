//! A stand-in Okta tenant: an issuer and a provisioning client that hold Okta's side of the bargain.
//!
//! It knows the server that it rehearses with over HTTP alone, so it serves the author of any SCIM
//! server. Only loopback is ever bound, and whatever people see says that it is a rehearsal.
//!
//! - [`people`]: the people of the tenant, invented from a seed.
//! - [`issuer`]: the `OpenID` Connect issuer. A new endpoint is a file in `issuer/` and a line in its router;
//!   a new way to misbehave is a variant of a flaw in [`issuer::Behaviour`], taken in where the answer is put together
//!   (`bent.rs`, `bent_token.rs`), and a line in the server's `tests/hostile_issuer`.
//! - [`scim`]: the provisioning client in Okta's three dialects. What Okta sends is in `scim/bodies.rs`,
//!   how it reacts to an answer in `scim/transport.rs`.
//! - [`walk`]: the steps that an admin would see, one after the other. A new step is a function in one of
//!   the files of `walk/` and a line in `walk/steps.rs`.

pub mod issuer;
pub mod people;
pub mod scim;
pub mod walk;
