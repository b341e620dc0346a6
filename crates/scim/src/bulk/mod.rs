//! Bulk: many operations in one request (RFC 7644 §3.7).
//!
//! `request.rs` reads the message, `reference.rs` follows `bulkId:…` from one operation to the
//! next, `response.rs` says what became of each.

mod reference;
mod request;
mod response;

pub use reference::{reference, references, resolve};
pub use request::{BulkMethod, BulkOperation, BulkRequest, MAX_OPERATIONS, MAX_PAYLOAD};
pub use response::{BulkResponse, BulkResult};
