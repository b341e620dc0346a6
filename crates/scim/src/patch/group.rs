//! What a PATCH of a group means, without the group: a store carries the changes out one by one and
//! never loads the members.

use serde_json::Value;

use super::apply::refuse_read_only;
use super::request::{Operation, OperationKind, PatchRequest};
use crate::filter::{Compare, Filter, Literal, Operator};
use crate::intake::{Edit, Intake, described, entry, is_nothing, names_nobody, short};
use crate::leaf::entries;
use crate::path::Path;
use crate::resource::{Member, into_text, members_of};
use crate::schema::{Attribute, ResourceType};
use crate::{Object, ScimError};

/// How many conditions other than ids one request may select members by: each is asked of every member, while nobody else
/// can write.
const MOST_CONDITIONS: usize = 16;

/// One change to a group.
#[derive(Clone, Debug, PartialEq)]
pub enum GroupChange {
    /// The group gets this name. An empty one means that the name was taken away, which is for the
    /// app to refuse.
    SetDisplayName(String),
    /// The group gets the client's identifier, or loses it.
    SetExternalId(Option<String>),
    /// These people join; those who are members already stay so.
    AddMembers(Vec<Member>),
    /// The people with these ids leave; those who are no members are not missed.
    RemoveMembers(Vec<String>),
    /// Everybody leaves.
    RemoveAllMembers,
    /// These are the members, and no others.
    ReplaceMembers(Vec<Member>),
    /// Those leave whose entry in `members` satisfies the filter (see [`Filter::matches_entry`]).
    /// Comes only where the filter is more than ids to be equal to.
    RemoveMembersMatching(Filter),
    /// Changes nothing: the group's id must be this one, else the request is refused with
    /// `mutability`.
    RequireId(String),
    /// Changes nothing: the request named something that is not known here, or a member that is no
    /// user, for the record.
    Ignore(String),
}

/// What the operations do to a group, in their order.
///
/// A path-less `replace {id, displayName}`, which Okta sends with every change of members, says
/// nothing of members and changes none.
pub fn changes(request: &PatchRequest) -> Result<Vec<GroupChange>, ScimError> {
    let mut changes = Vec::new();
    for operation in &request.operations {
        let removes = operation.kind == OperationKind::Remove;
        let mut intake = Intake::default();
        match operation.path.as_ref().map(|path| (path, path.attribute())) {
            Some((path, Some(attribute))) => match attribute.name {
                "members" if selects(path) => {
                    selected_members(operation, path, attribute, &mut changes)?;
                }
                "members" if removes => {
                    changes.push(removed_members(operation.value.as_ref(), attribute)?);
                }
                "id" if !removes => changes.push(required_id(operation.written())?),
                _ => {
                    refuse_read_only(operation.kind, path, attribute)?;
                    let target = path.target();
                    intake.attribute(target, operation.written(), ResourceType::group())?;
                }
            },
            // A group has no extensions, so every path has an attribute.
            Some((_, None)) | None => {
                if let Value::Object(members) = operation.written() {
                    intake.object(members, ResourceType::group())?;
                }
            }
        }
        take_in(intake, operation.kind, &mut changes)?;
    }
    let conditions = changes
        .iter()
        .filter(|change| matches!(change, GroupChange::RemoveMembersMatching(_)))
        .count();
    if conditions > MOST_CONDITIONS {
        return Err(ScimError::payload_too_large(format!(
            "The PATCH selects members by {conditions} conditions; {MOST_CONDITIONS} are taken at most. Nothing was \
             changed; name the members by their ids, or send several requests."
        )));
    }
    Ok(changes)
}

fn selects(path: &Path) -> bool {
    path.filter().is_some() || path.sub().is_some()
}

fn required_id(value: Value) -> Result<GroupChange, ScimError> {
    match value {
        Value::String(id) => Ok(GroupChange::RequireId(id)),
        other => Err(ScimError::mutability(format!(
            "The id cannot be changed, and it came as {}. Nothing was changed; send the group's own id or none.",
            described(&other)
        ))),
    }
}

fn take_in(
    intake: Intake,
    kind: OperationKind,
    changes: &mut Vec<GroupChange>,
) -> Result<(), ScimError> {
    if let Some(id) = intake.id {
        changes.push(required_id(id)?);
    }
    let mut ignored = intake.ignored.into_names();
    for Edit { target, value } in intake.edits {
        let name = target.attribute.map_or("", |attribute| attribute.name);
        changes.extend(match (name, value) {
            ("displayName", value) => Some(GroupChange::SetDisplayName(
                value.map(into_text).unwrap_or_default(),
            )),
            ("externalId", value) => Some(GroupChange::SetExternalId(value.map(into_text))),
            ("members", Some(list)) => {
                let members = members_of(list, &mut ignored);
                Some(match kind {
                    OperationKind::Add => GroupChange::AddMembers(members),
                    _ => GroupChange::ReplaceMembers(members),
                })
            }
            // Nothing added is no change; `replace` with nothing empties the group.
            ("members", None) => {
                (kind != OperationKind::Add).then_some(GroupChange::RemoveAllMembers)
            }
            _ => None,
        });
    }
    changes.extend(ignored.into_iter().map(GroupChange::Ignore));
    Ok(())
}

/// `remove` with the path `members`: all of them, or those that the value lists, as Microsoft Entra
/// sends it.
fn removed_members(
    value: Option<&Value>,
    attribute: &'static Attribute,
) -> Result<GroupChange, ScimError> {
    match value {
        None | Some(Value::Null) => Ok(GroupChange::RemoveAllMembers),
        Some(named) => {
            let ids = ids(named, attribute)?;
            if !is_nothing(named) && ids.len() < entries(named).len() {
                return Err(names_nobody());
            }
            Ok(GroupChange::RemoveMembers(ids))
        }
    }
}

/// Operations with a path such as `members[value eq "1"]`, `members.value` or `members[…].display`.
fn selected_members(
    operation: &Operation,
    path: &Path,
    attribute: &'static Attribute,
    changes: &mut Vec<GroupChange>,
) -> Result<(), ScimError> {
    if let Some(sub) = path.sub().filter(|sub| sub.name != "value") {
        // `display`, `type` and `$ref` follow from the member's id.
        changes.push(GroupChange::Ignore(format!("members.{}", sub.name)));
        return Ok(());
    }
    let selected = path.filter().map(|filter| (filter, equal_to(filter)));
    if operation.kind == OperationKind::Remove {
        changes.push(match selected {
            None => GroupChange::RemoveAllMembers,
            Some((_, Some(ids))) => GroupChange::RemoveMembers(ids),
            Some((filter, None)) => GroupChange::RemoveMembersMatching(filter.clone()),
        });
        return Ok(());
    }
    let named = operation.value.as_ref().filter(|value| !is_nothing(value));
    let sent = named
        .map(|named| ids(named, attribute))
        .transpose()?
        .unwrap_or_default();
    // A value that names nobody is not the same as none: it takes nobody out.
    if named.is_some() && sent.is_empty() && operation.kind == OperationKind::Replace {
        if selected.is_none() {
            return Err(ScimError::invalid_value(format!(
                "The value of an operation (replace) on {path} names no member. Nothing was changed; send the ids, or \
                 remove the members."
            )));
        }
        // `display` and `$ref` follow from the member's id.
        changes.push(GroupChange::Ignore(short(&path.to_string())));
        return Ok(());
    }
    let members = |ids: Vec<String>| ids.into_iter().map(|value| Member { value }).collect();
    match (selected, operation.kind) {
        (None, OperationKind::Add) => changes.push(GroupChange::AddMembers(members(sent))),
        (None, _) => changes.push(GroupChange::ReplaceMembers(members(sent))),
        (Some((_, Some(ids))), OperationKind::Add) => {
            changes.push(GroupChange::AddMembers(members(if sent.is_empty() {
                ids
            } else {
                sent
            })));
        }
        (Some((_, Some(ids))), _) => {
            changes.push(GroupChange::RemoveMembers(ids));
            if !sent.is_empty() {
                changes.push(GroupChange::AddMembers(members(sent)));
            }
        }
        (Some((_, None)), _) => {
            return Err(ScimError::invalid_path(format!(
                "The path “{path}” does not say which members to write. Nothing was changed; select them by their \
                 ids, as in members[value eq \"…\"], or send the members with the path members."
            )));
        }
    }
    Ok(())
}

/// The ids that entries name, written as objects or as bare strings.
fn ids(named: &Value, attribute: &'static Attribute) -> Result<Vec<String>, ScimError> {
    let mut ids = Vec::new();
    for one in entries(named) {
        let one: Option<Object> = entry(
            attribute,
            one.clone(),
            &mut crate::intake::Ignored::default(),
        )?;
        ids.extend(
            one.and_then(|mut one| one.shift_remove("value"))
                .map(into_text),
        );
    }
    Ok(ids)
}

/// The ids of a filter that asks for nothing but one of some ids: `value eq "1" or value eq "2"`.
fn equal_to(filter: &Filter) -> Option<Vec<String>> {
    match filter {
        Filter::Compare(Compare {
            path,
            op: Operator::Eq,
            value: Literal::String(id),
        }) if path.canonical() == "value" => Some(vec![id.clone()]),
        Filter::Or(filters) => {
            let ids: Option<Vec<_>> = filters.iter().map(equal_to).collect();
            ids.map(|ids| ids.into_iter().flatten().collect())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(operations: Value) -> Result<Vec<GroupChange>, ScimError> {
        changes(&PatchRequest::parse(
            json!({"Operations": operations}),
            ResourceType::group(),
        )?)
    }

    fn members(ids: &[&str]) -> Vec<Member> {
        ids.iter()
            .map(|id| Member {
                value: (*id).to_owned(),
            })
            .collect()
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for (operation, scim_type) in [
            (
                json!({"op": "replace", "path": "meta", "value": {}}),
                "mutability",
            ),
            (
                json!({"op": "replace", "path": "id", "value": 7}),
                "mutability",
            ),
            (json!({"op": "remove", "path": "id"}), "mutability"),
            (
                json!({"op": "add", "path": "members", "value": [7]}),
                "invalidValue",
            ),
            (
                json!({"op": "add", "path": "emails", "value": []}),
                "invalidPath",
            ),
            (
                json!({"op": "replace", "path": "members[display co \"x\"]", "value": "1"}),
                "invalidPath",
            ),
            (
                json!({"op": "replace", "path": "displayName", "value": ["x"]}),
                "invalidValue",
            ),
            (json!({"op": "remove"}), "noTarget"),
        ] {
            let error = read(json!([operation])).unwrap_err();
            assert_eq!(
                error.scim_type().unwrap().as_str(),
                scim_type,
                "{operation}"
            );
        }
    }

    /// Whoever is not named is neither added nor left, and a list of nobody is not an empty one.
    #[test]
    fn an_entry_that_names_no_member_is_refused_and_empties_nothing() {
        for list in [
            json!([{"display": "Ada King"}]),
            json!([{"value": "1"}, {"display": "Ada King"}]),
            json!([{"value": ""}]),
            json!([{"value": null}]),
            json!([{}]),
            json!([null]),
            json!([""]),
            json!({"display": "Ada King"}),
        ] {
            for operation in [
                json!({"op": "replace", "path": "members", "value": list}),
                json!({"op": "replace", "value": {"members": list}}),
                json!({"op": "add", "path": "members", "value": list}),
                json!({"op": "remove", "path": "members", "value": list}),
            ] {
                let error = read(json!([operation])).unwrap_err();
                assert_eq!(
                    error.scim_type().unwrap().as_str(),
                    "invalidValue",
                    "{operation}"
                );
                assert!(error.detail().contains("no value"), "{error}");
            }
        }
    }

    #[test]
    fn a_pathless_replace_of_the_name_does_not_empty_the_group() {
        assert_eq!(
            read(json!([{"op": "replace", "value": {"id": "g1", "displayName": "Engineers"}}]))
                .unwrap(),
            [
                GroupChange::RequireId("g1".into()),
                GroupChange::SetDisplayName("Engineers".into())
            ]
        );
    }

    #[test]
    fn replacing_members_with_nothing_empties_the_group_and_adding_nothing_does_not() {
        for operation in [
            json!({"op": "replace", "path": "members", "value": []}),
            json!({"op": "Replace", "value": {"MEMBERS": []}}),
            json!({"op": "remove", "path": "members"}),
            json!({"op": "remove", "path": "members.value"}),
        ] {
            assert_eq!(
                read(json!([operation])).unwrap(),
                [GroupChange::RemoveAllMembers],
                "{operation}"
            );
        }
        for operation in [
            json!({"op": "add", "path": "members", "value": []}),
            json!({"op": "add", "value": {"members": []}}),
        ] {
            assert_eq!(read(json!([operation])).unwrap(), [], "{operation}");
        }
        assert_eq!(
            read(json!([{"op": "remove", "path": "members", "value": []}])).unwrap(),
            [GroupChange::RemoveMembers(vec![])]
        );
    }

    #[test]
    fn members_join_without_a_type_and_once_each_and_what_is_no_user_is_recorded() {
        let list = json!([{"value": "1", "display": "a@b.example"}, {"value": "1"}, "2", {"value": "g", "type": "Group"}]);
        assert_eq!(
            read(json!([{"op": "add", "path": "members", "value": list}])).unwrap(),
            [
                GroupChange::AddMembers(members(&["1", "2"])),
                GroupChange::Ignore("members[value eq \"g\"], a Group".into())
            ]
        );
        assert_eq!(
            read(json!([{"op": "replace", "value": {"members": {"value": "1"}}}])).unwrap(),
            [GroupChange::ReplaceMembers(members(&["1"]))]
        );
    }

    #[test]
    fn members_leave_by_id_by_list_or_by_another_condition() {
        let changes = read(json!([
            {"op": "remove", "path": "members[value eq \"1\"]"},
            {"op": "remove", "path": "urn:ietf:params:scim:schemas:core:2.0:group:Members[Value eq \"1\" or value eq \"2\"]"},
            {"op": "Remove", "path": "members", "value": [{"value": "3"}, "4"]},
            {"op": "remove", "path": "members[display sw \"a\"]"},
        ]))
        .unwrap();
        assert_eq!(
            changes[..3],
            [
                GroupChange::RemoveMembers(vec!["1".into()]),
                GroupChange::RemoveMembers(vec!["1".into(), "2".into()]),
                GroupChange::RemoveMembers(vec!["3".into(), "4".into()]),
            ]
        );
        let GroupChange::RemoveMembersMatching(filter) = &changes[3] else {
            panic!("{changes:?}")
        };
        assert_eq!(filter.to_string(), "display sw \"a\"");
    }

    /// Each is asked of up to 100,000 members.
    #[test]
    fn members_are_not_searched_a_thousand_times() {
        let remove = json!({"op": "remove", "path": "members[display sw \"a\"]"});
        let times = |n: usize| read(Value::Array(vec![remove.clone(); n]));
        assert_eq!(times(MOST_CONDITIONS).unwrap().len(), MOST_CONDITIONS);
        assert_eq!(times(MOST_CONDITIONS + 1).unwrap_err().status(), 413);
        let by_id = json!({"op": "remove", "path": "members[value eq \"1\"]"});
        assert!(read(Value::Array(vec![by_id; 1_000])).is_ok());
    }

    #[test]
    fn a_part_written_to_a_member_takes_nobody_out() {
        for path in [
            "members[value eq \"1\"]",
            "members[value eq \"1\" or value eq \"2\"]",
        ] {
            assert_eq!(
                read(json!([{"op": "replace", "path": path, "value": {"display": "Ada King"}}]))
                    .unwrap(),
                [GroupChange::Ignore(path.to_owned())]
            );
        }
        let error =
            read(json!([{"op": "replace", "path": "members.value", "value": {"display": "x"}}]));
        assert_eq!(
            error.unwrap_err().scim_type().unwrap().as_str(),
            "invalidValue"
        );
        assert_eq!(
            read(json!([{"op": "replace", "path": "members[value eq \"1\"]", "value": null}]))
                .unwrap(),
            [GroupChange::RemoveMembers(vec!["1".into()])]
        );
    }

    #[test]
    fn name_and_identifier_are_set_and_taken_away() {
        assert_eq!(
            read(json!([
                {"op": "replace", "path": "displayName", "value": "A"},
                {"op": "add", "value": {"externalId": 7, "colour": "red"}},
                {"op": "remove", "path": "externalId"},
                {"op": "remove", "path": "displayName"},
            ]))
            .unwrap(),
            [
                GroupChange::SetDisplayName("A".into()),
                GroupChange::SetExternalId(Some("7".into())),
                GroupChange::Ignore("colour".into()),
                GroupChange::SetExternalId(None),
                GroupChange::SetDisplayName(String::new()),
            ]
        );
    }
}
