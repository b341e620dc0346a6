//! stub
use crate::ScimError;
use serde_json::Value;
use std::collections::HashMap;
/// Many operations in one request.
#[derive(Clone, Debug, PartialEq)]
pub struct BulkRequest {
    /// How many may fail before the rest is left.
    pub fail_on_errors: Option<u64>,
    /// The operations.
    pub operations: Vec<BulkOperation>,
}
/// The methods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BulkMethod {
    /// POST
    Post,
    /// PUT
    Put,
    /// PATCH
    Patch,
    /// DELETE
    Delete,
}
impl BulkMethod {
    /// In capitals.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}
/// One operation.
#[derive(Clone, Debug, PartialEq)]
pub struct BulkOperation {
    /// The method.
    pub method: BulkMethod,
    /// The client's name for the resource.
    pub bulk_id: Option<String>,
    /// The entity tag expected.
    pub version: Option<String>,
    /// The path below the base URL.
    pub path: String,
    /// The body.
    pub data: Option<Value>,
}
impl BulkRequest {
    /// Reads a request.
    pub fn parse(value: Value) -> Result<Self, ScimError> {
        let _ = value;
        unimplemented!()
    }
    /// An order in which every operation comes after those it refers to: places in `operations`.
    pub fn order(&self) -> Result<Vec<usize>, ScimError> {
        unimplemented!()
    }
}
/// The bulkIds that a body refers to.
pub fn references(data: &Value) -> Vec<String> {
    let _ = data;
    unimplemented!()
}
/// Puts ids in the place of `bulkId:x`.
#[expect(clippy::implicit_hasher, reason = "every caller has the usual one")]
pub fn resolve(data: &mut Value, ids: &HashMap<String, String>) {
    let _ = (data, ids);
    unimplemented!()
}
/// What became of one operation.
#[derive(Clone, Debug, PartialEq)]
pub struct BulkResult {
    /// The method.
    pub method: BulkMethod,
    /// The client's name for the resource.
    pub bulk_id: Option<String>,
    /// The URL of the resource, also of one that could not be changed.
    pub location: Option<String>,
    /// The entity tag.
    pub version: Option<String>,
    /// The HTTP status.
    pub status: u16,
    /// The body; of a refusal always.
    pub response: Option<Value>,
}
/// The answer to a [`BulkRequest`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BulkResponse {
    results: Vec<BulkResult>,
}
impl BulkResponse {
    /// Adds a result.
    pub fn push(&mut self, result: BulkResult) {
        self.results.push(result);
    }
    /// How many were refused.
    pub fn failures(&self) -> u64 {
        unimplemented!()
    }
    /// The body.
    pub fn to_body(&self) -> Value {
        unimplemented!()
    }
}
