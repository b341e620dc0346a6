//! stub
use crate::{ScimError, path::Path, schema::ResourceType};
use serde_json::Value;
/// The operations of a PATCH, in order.
#[derive(Clone, Debug, PartialEq)]
pub struct PatchRequest {
    /// The operations.
    pub operations: Vec<Operation>,
}
/// One change.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// What to do.
    pub kind: OperationKind,
    /// Where; none for the resource itself.
    pub path: Option<Path>,
    /// With what.
    pub value: Option<Value>,
}
/// What an operation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperationKind {
    /// Adds a value.
    Add,
    /// Puts a value in the place of the present one.
    Replace,
    /// Takes a value away.
    Remove,
}
impl PatchRequest {
    /// Reads a request.
    pub fn parse(value: Value, rt: &'static ResourceType) -> Result<Self, ScimError> {
        let _ = (value, rt);
        unimplemented!()
    }
}
