//! PATCH (RFC 7644 §3.5.2), for the shapes that Okta, Microsoft Entra and the RFC write.
//!
//! [`PatchRequest::parse`] reads the message, [`apply`] makes of a resource the one that it asks
//! for (`apply.rs` the attributes, `list.rs` the entries of lists), and [`group::changes`] says
//! what a PATCH of a group means without the group, so that nobody loads 100,000 members to add
//! one.

mod apply;
pub mod group;
mod list;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod refusals;
mod request;
#[cfg(test)]
mod tests;

pub use apply::{Patched, apply};
pub use request::{MAX_OPERATIONS, Operation, OperationKind, PatchRequest};
