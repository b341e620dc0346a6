//! What resources are made of (RFC 7643 §2, §4, §7), as tables that everything else in this crate
//! reads.
//!
//! `model.rs` has the words, `user.rs`, `enterprise.rs`, `latchkey.rs` and `group.rs` one schema
//! each, `envelope.rs` the attributes that every resource has. To add an attribute, add a line to
//! its schema's table: it is advertised, read, filtered, patched, projected and sorted from there.

mod enterprise;
mod envelope;
mod group;
mod latchkey;
mod model;
mod near;
mod resolve;
mod resource_type;
mod unresolved;
mod user;

pub use model::{Attribute, Kind, Mutability, Returned, Schema, Uniqueness};
pub use resource_type::ResourceType;

pub(crate) use near::nearest;
pub(crate) use resolve::{Resolved, lookup, lookup_in, resolve};
