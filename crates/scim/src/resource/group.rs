//! Bodies of POST and PUT of a group, read without making a resource of 100,000 members first.

use std::collections::HashSet;

use serde_json::Value;

use super::read;
use crate::intake::short;
use crate::schema::ResourceType;
use crate::{Object, ScimError};

/// A group as a client sent it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct IncomingGroup {
    /// The name; empty where none came.
    pub display_name: String,
    /// None where it was not sent, `Some(None)` where it came empty.
    pub external_id: Option<Option<String>>,
    /// None where they were not sent; in the order sent, each once.
    pub members: Option<Vec<Member>>,
    /// The names that are not known here, and the members that are no users.
    pub ignored: Vec<String>,
}

/// A member of a group. What else a client says of one (`type`, `display`, `$ref`) follows from the
/// id.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Member {
    /// The id of a user.
    pub value: String,
}

/// Reads the body of a POST or PUT of a group.
pub fn read_group(value: Value) -> Result<IncomingGroup, ScimError> {
    let mut incoming = read(value, ResourceType::group())?;
    let sent = |leaf: &str, resource: &mut Object| match resource.shift_remove(leaf) {
        Some(value) => Some(Some(value)),
        None => incoming
            .cleared
            .iter()
            .any(|cleared| cleared == leaf)
            .then_some(None),
    };
    let display_name = sent("displayName", &mut incoming.resource).flatten();
    let external_id = sent("externalId", &mut incoming.resource);
    let members = sent("members", &mut incoming.resource);
    Ok(IncomingGroup {
        display_name: display_name.map(into_text).unwrap_or_default(),
        external_id: external_id.map(|value| value.map(into_text)),
        members: members.map(|list| members_of(list.unwrap_or_default(), &mut incoming.ignored)),
        ignored: incoming.ignored,
    })
}

/// The users among checked entries of `members`, each once; what is not a user is named in
/// `ignored`.
pub(crate) fn members_of(list: Value, ignored: &mut Vec<String>) -> Vec<Member> {
    let Value::Array(entries) = list else {
        return Vec::new();
    };
    let mut seen = HashSet::with_capacity(entries.len());
    let mut members = Vec::with_capacity(entries.len());
    for mut entry in entries {
        // A member without a type is a user: Okta sends none.
        let kind = entry.get("type").and_then(Value::as_str).unwrap_or("User");
        let is_user = kind.eq_ignore_ascii_case("User");
        let kind = if is_user {
            String::new()
        } else {
            kind.to_owned()
        };
        let Some(value) = entry.get_mut("value").map(Value::take).map(into_text) else {
            continue;
        };
        if !is_user {
            ignored.push(format!(
                "members[value eq \"{}\"], a {}",
                short(&value),
                short(&kind)
            ));
        } else if seen.insert(value.clone()) {
            members.push(Member { value });
        }
    }
    members
}

/// A value that was checked to be a text.
pub(crate) fn into_text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}
