//! JSON documents.
use crate::ScimError;
use serde_json::Value;
/// Reads a document.
pub fn parse(bytes: &[u8]) -> Result<Value, ScimError> {
    let _ = bytes;
    unimplemented!()
}
