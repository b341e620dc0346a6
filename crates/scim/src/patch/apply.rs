//! stub
use super::request::PatchRequest;
use crate::{Object, ScimError, schema::ResourceType};
use serde_json::Value;
/// A resource after a PATCH.
#[derive(Clone, Debug, PartialEq)]
pub struct Patched {
    /// The whole resource.
    pub resource: Object,
    /// The leaves that were cleared.
    pub cleared: Vec<String>,
    /// What is not known here, as it was named.
    pub ignored: Vec<String>,
    /// Whether a password came.
    pub password_sent: bool,
    /// An `accessRole` among the core attributes; `null` where it was cleared.
    pub core_access_role: Option<Value>,
    /// The leaves that the operations addressed, changed or not.
    pub touched: Vec<String>,
}
/// Applies all operations or none.
pub fn apply(
    request: &PatchRequest,
    current: &Object,
    rt: &'static ResourceType,
) -> Result<Patched, ScimError> {
    let _ = (request, current, rt);
    unimplemented!()
}
