//! PATCH (RFC 7644 §3.5.2).

mod apply;
pub mod group;
mod request;

pub use apply::{Patched, apply};
pub use request::{Operation, OperationKind, PatchRequest};
