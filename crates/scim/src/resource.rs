//! Bodies of POST and PUT: a whole resource from a client (RFC 7644 §3.3, §3.5.1).

use serde_json::Value;

use crate::intake::{Intake, described};
use crate::schema::ResourceType;
use crate::{Object, ScimError, leaf};

/// A resource as a client sent it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Incoming {
    /// What it holds, in canonical names and with `schemas` written anew, without what only the server writes.
    pub resource: Object,
    /// The leaves that came empty: `null`, `""`, blanks or `[]`.
    pub cleared: Vec<String>,
    /// The names that are not known here, as they were sent; cut where they are long.
    pub ignored: Vec<String>,
    /// Whether a password came. It is in nothing else here.
    pub password_sent: bool,
    /// An `accessRole` among the core attributes, where Okta puts it when the admin gave it no external
    /// namespace; `null` where it came empty. It is not in `resource`.
    pub core_access_role: Option<Value>,
}

/// Reads the body of a POST or PUT.
///
/// Names and URNs may come in any case, attributes of the core schema under its literal URN, and parts as
/// `name.givenName` or `URN:department`. What the server alone writes is dropped. A value of another type, or one
/// that is too long, is refused with `invalidValue`. Whether a required value is missing is for the app to say.
pub fn read(value: Value, rt: &'static ResourceType) -> Result<Incoming, ScimError> {
    let Value::Object(object) = value else {
        return Err(ScimError::invalid_syntax(format!(
            "The body is {}; a {} is a JSON object. Nothing was changed.",
            described(&value),
            rt.name
        )));
    };
    let mut intake = Intake::default();
    intake.object(object, rt)?;

    let mut resource = Object::new();
    leaf::rebuild_schemas(&mut resource, rt);
    let mut empty = Vec::new();
    for edit in intake.edits {
        let place = edit.target.canonical();
        match (edit.value, leaf::get(&resource, &place)) {
            (Some(value), Some(before)) if !leaf::equal(before, &value, &place, rt) => {
                return Err(ScimError::invalid_value(format!(
                    "{place} came twice, as {} and as {}. Nothing was changed; send it once.",
                    described(before),
                    described(&value)
                )));
            }
            (Some(value), _) => leaf::set(&mut resource, &place, value),
            (None, _) => empty.push(edit.target.leaf()),
        }
    }
    let mut cleared: Vec<String> = Vec::new();
    for leaf in empty {
        if leaf::get(&resource, &leaf).is_none() && !cleared.contains(&leaf) {
            cleared.push(leaf);
        }
    }
    Ok(Incoming {
        resource,
        cleared,
        ignored: intake.ignored.into_names(),
        password_sent: intake.password_sent,
        core_access_role: intake.core_access_role,
    })
}

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

/// A member of a group. What else a client says of one (`type`, `display`, `$ref`) follows from the id.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Member {
    /// The id of a user.
    pub value: String,
}

/// Reads the body of a POST or PUT of a group, without making a resource of 100,000 members first.
pub fn read_group(value: Value) -> Result<IncomingGroup, ScimError> {
    let mut incoming = read(value, ResourceType::group())?;
    let sent = |leaf: &str, resource: &mut Object| match resource.shift_remove(leaf) {
        Some(value) => Some(Some(value)),
        None => incoming.cleared.iter().any(|cleared| cleared == leaf).then_some(None),
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

/// The users among checked entries of `members`, each once; what is not a user is named in `ignored`.
pub(crate) fn members_of(list: Value, ignored: &mut Vec<String>) -> Vec<Member> {
    let Value::Array(entries) = list else {
        return Vec::new();
    };
    let mut seen = std::collections::HashSet::with_capacity(entries.len());
    let mut members = Vec::with_capacity(entries.len());
    for mut entry in entries {
        // A member without a type is a user: Okta sends none.
        let kind = entry.get("type").and_then(Value::as_str).unwrap_or("User");
        let is_user = kind.eq_ignore_ascii_case("User");
        let kind = if is_user { String::new() } else { kind.to_owned() };
        let Some(value) = entry.get_mut("value").map(Value::take).map(into_text) else {
            continue;
        };
        if !is_user {
            ignored.push(format!("members[value eq \"{}\"], a {}", crate::intake::short(&value), crate::intake::short(&kind)));
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

#[cfg(test)]
#[path = "resource_tests.rs"]
mod tests;
