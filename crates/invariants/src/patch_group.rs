//! PATCH of a group. It is understood twice: as the changes that the store carries out one by one, so that nobody loads
//! 100,000 members to add one, and as a PATCH like any other, on the resource with its members. Both must come to the same.

use std::collections::BTreeSet;

use latchkey_scim::patch::group::{GroupChange, changes};
use latchkey_scim::patch::{Operation, PatchRequest, apply};
use latchkey_scim::schema::ResourceType;
use latchkey_scim::{Object, json, resource};
use serde_json::{Value, json};

use crate::{people, refused};

/// The PATCH is refused in words, or both readings make the same group of it.
pub fn holds(input: &[u8]) {
    let body = match json::parse(input) {
        Ok(body) => body,
        Err(error) => return refused::scim(&error),
    };
    of_put(body.clone());
    let request = match PatchRequest::parse(body, ResourceType::group()) {
        Ok(request) => request,
        Err(error) => return refused::scim(&error),
    };
    let before = people::engineers();
    let patched = apply(&request, &before, ResourceType::group());
    let changes = match changes(&request) {
        Ok(changes) => changes,
        Err(error) => return refused::scim(&error),
    };
    // What is recorded of unknown names is bounded for each operation; what else there is comes one an operation or part.
    assert!(changes.len() <= 300_000, "{} changes", changes.len());
    let Some(group) = Group::of(&before).changed_by(&changes) else {
        return;
    };
    match patched {
        Ok(patched) if request.operations.iter().all(is_read_alike) => {
            assert_eq!(group, Group::of(&patched.resource), "{changes:?}");
        }
        Ok(_) => {}
        Err(error) => refused::scim(&error),
    }
}

/// The same bytes as the body of a POST or PUT.
fn of_put(body: Value) {
    match resource::read_group(body) {
        Ok(group) => {
            let members = group.members.unwrap_or_default();
            let each: BTreeSet<&str> = members.iter().map(|member| member.value.as_str()).collect();
            assert_eq!(each.len(), members.len(), "a member twice");
        }
        Err(error) => refused::scim(&error),
    }
}

/// Parts of members are written by the server alone, and members that are no users are left out, so the two readings part
/// there, by intent; and what a condition selects depends on names that only the store knows.
fn is_read_alike(operation: &Operation) -> bool {
    let plain_path = operation
        .path
        .as_ref()
        .is_none_or(|path| path.sub().is_none() && path.filter().is_none_or(selects_by_id));
    plain_path && operation.value.as_ref().is_none_or(names_no_kind)
}

fn selects_by_id(filter: &latchkey_scim::filter::Filter) -> bool {
    filter.required_equalities().len() == 1
        && filter.required_equalities()[0].0 == "value"
        && !filter.to_string().contains(" and ")
}

fn names_no_kind(value: &Value) -> bool {
    match value {
        Value::Array(entries) => entries.iter().all(names_no_kind),
        Value::Object(parts) => parts
            .iter()
            .all(|(name, value)| !name.eq_ignore_ascii_case("type") && names_no_kind(value)),
        _ => true,
    }
}

/// What there is to say of a group.
#[derive(Debug, PartialEq)]
struct Group {
    display_name: Option<String>,
    external_id: Option<String>,
    members: BTreeSet<String>,
}

impl Group {
    fn of(resource: &Object) -> Self {
        let text = |name: &str| {
            resource
                .get(name)
                .and_then(Value::as_str)
                .map(str::to_owned)
        };
        let members = resource.get("members").and_then(Value::as_array);
        Self {
            display_name: text("displayName"),
            external_id: text("externalId"),
            members: members
                .into_iter()
                .flatten()
                .filter_map(|member| member.get("value").and_then(Value::as_str))
                .map(str::to_owned)
                .collect(),
        }
    }

    /// As a store would carry the changes out; none where the app would refuse.
    fn changed_by(mut self, changes: &[GroupChange]) -> Option<Self> {
        for change in changes {
            match change {
                GroupChange::SetDisplayName(name) => {
                    self.display_name = Some(name.clone()).filter(|name| !name.is_empty());
                }
                GroupChange::SetExternalId(external_id) => {
                    self.external_id.clone_from(external_id);
                }
                GroupChange::AddMembers(members) => self
                    .members
                    .extend(members.iter().map(|member| member.value.clone())),
                GroupChange::RemoveMembers(ids) => {
                    self.members.retain(|member| !ids.contains(member));
                }
                GroupChange::RemoveAllMembers => self.members.clear(),
                GroupChange::ReplaceMembers(members) => {
                    self.members = members.iter().map(|member| member.value.clone()).collect();
                }
                GroupChange::RemoveMembersMatching(filter) => self.members.retain(|member| {
                    !filter.matches_entry(&json!({"value": member, "type": "User"}))
                }),
                GroupChange::RequireId(id) if id != people::ID => return None,
                GroupChange::RequireId(_) => {}
                GroupChange::Ignore(name) => refused::sentence(name),
            }
        }
        Some(self)
    }
}
