//! PUT and PATCH /Groups/{id}. Members are added and taken out one by one, so that a large group is never loaded to
//! change a few.

use std::collections::HashSet;

use latchkey_domain::Refusal;
use latchkey_domain::activity::AttributeChange;
use latchkey_domain::group::{Group, MemberRef};
use latchkey_scim::error::ScimError;
use latchkey_scim::filter::Filter;
use latchkey_scim::patch::group::GroupChange;
use latchkey_scim::resource::IncomingGroup;
use serde_json::{Value, json};

use super::create::{demand_name, ids, unknown_member};
use super::{Answer, MEMBERS_IN_PATCH_ANSWER, target, target_by_id};
use crate::App;
use crate::directory::precondition::Precondition;
use crate::directory::view::GroupView;
use crate::failure::Failure;
use crate::ports::store::Writes;
use crate::record::{Caller, Record, change};

impl App {
    /// PUT: the group is what came. Without `members` nothing is said of them, and they stay.
    pub async fn replace_group(
        &self,
        caller: Caller,
        id: &str,
        precondition: Precondition,
        incoming: IncomingGroup,
        answer: Answer,
    ) -> Result<GroupView, Failure> {
        let mut changes = vec![GroupChange::SetDisplayName(incoming.display_name)];
        // Absent is a clear, as for every attribute of a PUT that Okta owns; it owns all of a group.
        changes.push(GroupChange::SetExternalId(incoming.external_id.flatten()));
        if let Some(members) = incoming.members {
            changes.push(GroupChange::ReplaceMembers(members));
        }
        changes.extend(incoming.ignored.into_iter().map(GroupChange::Ignore));
        let most = answer.most(u64::MAX);
        self.change_group(caller, id, precondition, changes, most)
            .await
    }

    /// PATCH: the changes in order, all or none.
    pub async fn patch_group(
        &self,
        caller: Caller,
        id: &str,
        precondition: Precondition,
        changes: Vec<GroupChange>,
        answer: Answer,
    ) -> Result<GroupView, Failure> {
        let most = answer.most(MEMBERS_IN_PATCH_ANSWER);
        self.change_group(caller, id, precondition, changes, most)
            .await
    }

    async fn change_group(
        &self,
        caller: Caller,
        id: &str,
        precondition: Precondition,
        wanted: Vec<GroupChange>,
        members_in_answer: Option<u64>,
    ) -> Result<GroupView, Failure> {
        let now = self.now();
        let id = id.to_owned();
        let named = target_by_id(&id);
        let answering = caller.clone();
        self.recorded(caller, "group.updated", named, move |store, record| {
            let before = store
                .get_group(&id)?
                .ok_or_else(|| Refusal::not_found("group", &id))?;
            record.target(target(&before));
            precondition.allow_write(&before.etag())?;
            let mut work = Work {
                group: before.clone(),
                joined: 0,
                left: 0,
            };
            let members_before = store.count_members(&id)?;
            for wanted in wanted {
                work.apply(store, record, wanted)?;
            }
            let mut group = work.group;
            let mut changes = attribute_changes(&before, &group);
            if work.joined + work.left > 0 {
                changes.push(change("members", members_before, store.count_members(&id)?));
                record.remark(format!("{} joined, {} left.", work.joined, work.left));
            }
            if changes.is_empty() {
                record.unchanged();
            } else {
                group.version += 1;
                group.modified_at = now;
                store.update_group(&group)?;
                record.target(target(&group)).changes(changes);
            }
            let members = match members_in_answer {
                Some(most) if store.count_members(&id)? <= most => Some(store.members(&id)?),
                _ => None,
            };
            let mut view = GroupView::new(group, members);
            view.keep_with(record, &answering);
            Ok(view)
        })
        .await
    }
}

struct Work {
    group: Group,
    joined: u64,
    left: u64,
}

impl Work {
    fn apply(
        &mut self,
        store: &mut dyn Writes,
        record: &mut Record,
        wanted: GroupChange,
    ) -> Result<(), Failure> {
        let id = self.group.id.clone();
        match wanted {
            GroupChange::SetDisplayName(name) => {
                demand_name(store, &name, Some(&id))?;
                self.group.display_name = name;
            }
            GroupChange::SetExternalId(external_id) => self.group.external_id = external_id,
            GroupChange::AddMembers(members) => self.add(store, record, &ids(members))?,
            GroupChange::RemoveMembers(members) => {
                self.left += store.remove_members(&id, &members)?;
            }
            GroupChange::RemoveAllMembers => self.left += store.remove_all_members(&id)?,
            GroupChange::ReplaceMembers(members) => {
                let wanted = ids(members);
                let keep: HashSet<&str> = wanted.iter().map(String::as_str).collect();
                let leaving: Vec<String> = store
                    .members(&id)?
                    .into_iter()
                    .map(|member| member.id)
                    .filter(|member| !keep.contains(member.as_str()))
                    .collect();
                self.left += store.remove_members(&id, &leaving)?;
                self.add(store, record, &wanted)?;
            }
            GroupChange::RemoveMembersMatching(filter) => {
                let leaving: Vec<String> = store
                    .members(&id)?
                    .into_iter()
                    .filter(|member| is_meant(&filter, member))
                    .map(|member| member.id)
                    .collect();
                self.left += store.remove_members(&id, &leaving)?;
            }
            GroupChange::RequireId(other) => {
                if other != id {
                    return Err(ScimError::mutability(format!(
                        "The id of a group cannot be changed: {id} is its id, and {other} was sent. Nothing was changed."
                    ))
                    .into());
                }
            }
            GroupChange::Ignore(name) => {
                record.left_out([name]);
            }
        }
        Ok(())
    }

    fn add(
        &mut self,
        store: &mut dyn Writes,
        record: &mut Record,
        members: &[String],
    ) -> Result<(), Failure> {
        let (added, unknown) = store.add_members(&self.group.id, members)?;
        self.joined += added;
        record.left_out(unknown.iter().map(|id| unknown_member(id)));
        Ok(())
    }
}

/// Whether an entry of `members` satisfies a filter with paths relative to it.
fn is_meant(filter: &Filter, member: &MemberRef) -> bool {
    match json!({"value": member.id, "type": "User", "display": member.display}) {
        Value::Object(entry) => filter.matches(&entry),
        _ => false,
    }
}

fn attribute_changes(before: &Group, after: &Group) -> Vec<AttributeChange> {
    let mut changes = Vec::new();
    if before.display_name != after.display_name {
        changes.push(change(
            "displayName",
            before.display_name.clone(),
            after.display_name.clone(),
        ));
    }
    if before.external_id != after.external_id {
        changes.push(change(
            "externalId",
            before.external_id.clone(),
            after.external_id.clone(),
        ));
    }
    changes
}
