//! How what Okta sends becomes a user: product rules 1, 2 and the access-role rules.
//!
//! A request is first read by `latchkey-scim` (types, names, shapes). Here it is laid over what is
//! stored ([`merge`]), its access role is decided ([`role`]) and what a user must have is demanded
//! ([`required`]). The result is a [`Draft`]: what would be stored, with nothing looked up yet.

pub mod merge;
pub mod required;
pub mod role;

use std::collections::BTreeSet;

use latchkey_scim::schema::ResourceType;
use latchkey_scim::{Object, leaf};
use serde_json::Value;

use crate::access_role::AccessRole;
use crate::activity::AttributeChange;
use crate::refusal::Refusal;
use crate::user::User;
use merge::Merged;
use required::Columns;

/// What would be stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// The SCIM resource, without `id`, `groups` and `meta`.
    pub resource: Object,
    /// The leaves that Okta manages.
    pub managed: BTreeSet<String>,
    /// What is searched and shown.
    pub columns: Columns,
    /// The role in effect.
    pub access_role: Option<AccessRole>,
    /// Whether the request itself says that the user is active, or is not; an echo of what is stored included.
    pub sent_active: bool,
    /// What is different from what was stored.
    pub changes: Vec<AttributeChange>,
}

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sender {
    /// Okta: what is wrong is mended there.
    Okta,
    /// A screen or the host's terminal.
    Here,
}

/// What of the rules depends on who asks.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// Whom a refusal speaks to.
    pub sender: Sender,
    /// The highest role that the sender may give; `None` is none.
    pub role_cap: Option<AccessRole>,
}

/// Takes a merged resource through the rules. `before` is what is stored, if anything is.
pub fn draft(before: Option<&User>, merged: Merged, rules: Rules) -> Result<Draft, Refusal> {
    let Merged {
        mut resource,
        managed,
        sent_access_role,
        sent_active,
    } = merged;
    let before_resource = before.map(|user| user.resource.to_object());
    let access_role = role::decide(
        before_resource.as_ref(),
        before.and_then(|user| user.access_role),
        &mut resource,
        sent_access_role,
        rules,
    )?;
    resource
        .entry("active".to_owned())
        .or_insert(Value::Bool(before.is_none_or(|user| user.active)));
    let columns = required::columns(&resource, rules.sender)?;
    let changes = changes(before_resource.as_ref(), &resource, before, access_role);
    Ok(Draft {
        resource,
        managed,
        columns,
        access_role,
        sent_active,
        changes,
    })
}

/// The leaves that differ, and the role in effect beside them.
fn changes(
    before: Option<&Object>,
    after: &Object,
    user: Option<&User>,
    role: Option<AccessRole>,
) -> Vec<AttributeChange> {
    let types = ResourceType::user();
    let empty = Object::new();
    let before = before.unwrap_or(&empty);
    let mut changes = Vec::new();
    for (name, value) in leaf::leaves(after, types) {
        let old = leaf::get(before, &name);
        if old.is_none_or(|old| !leaf::equal(old, value, &name, types)) {
            changes.push(AttributeChange {
                before: old.cloned().unwrap_or(Value::Null),
                after: value.clone(),
                attribute: name,
            });
        }
    }
    for (name, value) in leaf::leaves(before, types) {
        if leaf::get(after, &name).is_none() {
            changes.push(AttributeChange {
                attribute: name,
                before: value.clone(),
                after: Value::Null,
            });
        }
    }
    let old_role = user.and_then(|user| user.access_role);
    if old_role != role {
        changes.push(AttributeChange {
            attribute: "access role".to_owned(),
            before: user.map_or(Value::Null, |_| AccessRole::label(old_role).into()),
            after: AccessRole::label(role).into(),
        });
    }
    changes
}
