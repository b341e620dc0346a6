//! stub
use super::request::PatchRequest;
use crate::{ScimError, filter::Filter, resource::Member};
/// One change to a group.
#[derive(Clone, Debug, PartialEq)]
pub enum GroupChange {
    /// The group gets a name.
    SetDisplayName(String),
    /// The group gets the client's identifier, or loses it.
    SetExternalId(Option<String>),
    /// People join.
    AddMembers(Vec<Member>),
    /// People leave.
    RemoveMembers(Vec<String>),
    /// Everybody leaves.
    RemoveAllMembers,
    /// These are the members and no others.
    ReplaceMembers(Vec<Member>),
    /// Those leave whose entry in `members` satisfies a filter with paths relative to the entry.
    RemoveMembersMatching(Filter),
    /// Changes nothing: the group's id must be this one, else the request is refused with `mutability`.
    RequireId(String),
    /// Changes nothing: the request named something that is not known here, for the record.
    Ignore(String),
}
/// What the operations do to a group, in order, without the group.
pub fn changes(request: &PatchRequest) -> Result<Vec<GroupChange>, ScimError> {
    let _ = request;
    unimplemented!()
}
