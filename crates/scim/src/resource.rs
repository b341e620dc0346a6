//! stub
use crate::{Object, ScimError, schema::ResourceType};
use serde_json::Value;
/// A resource as a client sent it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Incoming {
    /// What it holds, in canonical names, `schemas` included, without what only the server writes.
    pub resource: Object,
    /// The leaves that came empty.
    pub cleared: Vec<String>,
    /// What is not known here, as it was named.
    pub ignored: Vec<String>,
    /// Whether a password came.
    pub password_sent: bool,
    /// An `accessRole` among the core attributes; `null` where it came empty.
    pub core_access_role: Option<Value>,
}
/// Reads the body of a POST or PUT.
pub fn read(value: Value, rt: &'static ResourceType) -> Result<Incoming, ScimError> {
    let _ = (value, rt);
    unimplemented!()
}
/// A group as a client sent it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct IncomingGroup {
    /// The name; empty where none came.
    pub display_name: String,
    /// None where it was not sent, `Some(None)` where it was cleared.
    pub external_id: Option<Option<String>>,
    /// None where they were not sent.
    pub members: Option<Vec<Member>>,
    /// What is not known here, as it was named.
    pub ignored: Vec<String>,
}
/// A member of a group.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Member {
    /// The id of a user.
    pub value: String,
}
/// Reads the body of a POST or PUT of a group.
pub fn read_group(value: Value) -> Result<IncomingGroup, ScimError> {
    let _ = value;
    unimplemented!()
}
