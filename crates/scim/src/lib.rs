//! SCIM 2.0 itself (RFC 7643, RFC 7644 and RFC 9865): schemas, filters, paths, PATCH, lists and errors.
//!
//! Nothing here reads a file, a socket or a clock. A request comes in as bytes, [`json::parse`]
//! makes a document of it, one of the readers ([`resource`], [`patch`], [`search`], [`bulk`]) makes
//! it mean something, and what is refused is a [`ScimError`] that knows its own status, `scimType`
//! and body.
//!
//! The crate is strict about what it gives out and lenient about what Okta sends; each leniency is
//! written where it is granted.
//!
//! # How to add to it
//!
//! - An attribute: one line in [`schema`] (`schema/user.rs` and its neighbours). Filters, paths, PATCH,
//!   projection, sorting and discovery all read that table, so nothing else changes; a length other than
//!   the usual one goes into `intake/limits.rs`.
//! - An extension: a [`schema::Schema`] of its own, its URN in [`urn`], its name in the list of the
//!   resource type that it extends.
//! - A reason to refuse: a named constructor of [`ScimError`], used with a sentence that says what was
//!   wrong, with which value, and what to send instead.

#![cfg_attr(
    test,
    expect(
        clippy::needless_pass_by_value,
        reason = "tests write json!(…) where it is passed"
    )
)]

pub mod bulk;
pub mod cursor;
pub mod discovery;
pub mod error;
pub mod filter;
mod intake;
pub mod json;
pub mod leaf;
pub mod list;
pub mod patch;
pub mod path;
pub mod projection;
pub mod resource;
pub mod schema;
pub mod search;
pub mod sort;
pub mod text;
pub mod urn;

pub use error::{ScimError, ScimType};

/// A JSON object, its members in the order in which they came.
pub type Object = serde_json::Map<String, serde_json::Value>;
