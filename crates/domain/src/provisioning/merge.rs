//! What a request makes of a stored resource (product rule 2): Okta is not the profile master of what it
//! does not send.
//!
//! A leaf is managed once it came in a create, or later with a value other than the stored one. Only a
//! managed leaf is cleared by its absence from a PUT.

use std::collections::BTreeSet;

use latchkey_scim::patch::Patched;
use latchkey_scim::resource::Incoming;
use latchkey_scim::schema::ResourceType;
use latchkey_scim::{Object, leaf, urn};
use serde_json::Value;

use crate::user::User;

/// The access role's leaf.
pub const ACCESS_ROLE: &str = "urn:ietf:params:scim:schemas:extension:latchkey:2.0:User:accessRole";

/// A resource with a request laid over it.
#[derive(Clone, Debug, PartialEq)]
pub struct Merged {
    /// The resource that would be stored.
    pub resource: Object,
    /// What Okta manages of it.
    pub managed: BTreeSet<String>,
    /// Whether the request itself carried `accessRole`, echo or not.
    pub sent_access_role: bool,
}

/// Puts an `accessRole` that came in the core namespace where the extension has it: Okta sends it there when
/// the admin left the external namespace at its default. If both came, the one that asks for a change counts.
fn settle_core_access_role(
    resource: &mut Object,
    cleared: &mut Vec<String>,
    core: Option<Value>,
    stored: Option<&Value>,
) -> bool {
    let sent = leaf::get(resource, ACCESS_ROLE).cloned();
    let was_sent = sent.is_some() || cleared.iter().any(|name| name == ACCESS_ROLE);
    let Some(core) = core else {
        return was_sent;
    };
    if sent.is_some() && sent.as_ref() != stored {
        return true;
    }
    let blank = match &core {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        _ => false,
    };
    if blank {
        if sent.is_none() {
            cleared.push(ACCESS_ROLE.to_owned());
        }
    } else {
        cleared.retain(|name| name != ACCESS_ROLE);
        leaf::set(resource, ACCESS_ROLE, core);
    }
    true
}

/// POST: what came is what is stored, and all of it is managed when Okta sent it.
pub fn create(incoming: Incoming, by_okta: bool) -> Merged {
    let Incoming {
        mut resource,
        mut cleared,
        core_access_role,
        ..
    } = incoming;
    let sent = settle_core_access_role(&mut resource, &mut cleared, core_access_role, None);
    let managed = if by_okta {
        leaf::leaves(&resource, ResourceType::user())
            .into_iter()
            .map(|(name, _)| name)
            .collect()
    } else {
        BTreeSet::new()
    };
    Merged {
        resource,
        managed,
        sent_access_role: sent,
    }
}

/// PUT (RFC 7644 §3.5.1), and a POST that brings an inactive user back.
pub fn replace(current: &User, incoming: Incoming, by_okta: bool) -> Merged {
    let types = ResourceType::user();
    let before = current.resource.to_object();
    let Incoming {
        resource: mut sent,
        mut cleared,
        core_access_role,
        ..
    } = incoming;
    let sent_access_role = settle_core_access_role(
        &mut sent,
        &mut cleared,
        core_access_role,
        leaf::get(&before, ACCESS_ROLE),
    );
    let mut resource = before.clone();
    let mut managed = current.managed.clone();
    let sent_leaves = leaf::leaves(&sent, types);
    for (name, value) in &sent_leaves {
        let same = leaf::get(&before, name).is_some_and(|old| leaf::equal(old, value, name, types));
        if !same {
            leaf::set(&mut resource, name, (*value).clone());
            if by_okta {
                managed.insert(name.clone());
            }
        }
    }
    for (name, _) in leaf::leaves(&before, types) {
        if sent_leaves.iter().any(|(sent, _)| *sent == name) {
            continue;
        }
        let cleared = covers(&cleared, &name);
        // A PUT without `active` leaves it; a user is never deactivated by silence.
        let absent = name != "active" && managed.contains(&name);
        if cleared || absent {
            leaf::remove(&mut resource, &name);
            if by_okta {
                managed.insert(name);
            }
        }
    }
    Merged {
        resource,
        managed,
        sent_access_role,
    }
}

/// PATCH (RFC 7644 §3.5.2): the operations were applied already; this finds what they made managed.
pub fn patch(current: &User, patched: Patched, by_okta: bool) -> Merged {
    let types = ResourceType::user();
    let before = current.resource.to_object();
    let Patched {
        mut resource,
        mut cleared,
        core_access_role,
        touched,
        ..
    } = patched;
    let stored = leaf::get(&before, ACCESS_ROLE);
    let had_core = core_access_role.is_some();
    let mut extension_touched = touched
        .iter()
        .any(|name| name.starts_with(urn::LATCHKEY_USER));
    if had_core {
        let mut clears = Vec::new();
        settle_core_access_role(&mut resource, &mut clears, core_access_role.clone(), stored);
        // After PATCH the resource holds the stored value too, so a blank one has to be taken out here.
        let blank = core_access_role.is_some_and(|value| {
            value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty())
        });
        if blank && leaf::get(&resource, ACCESS_ROLE) == stored {
            leaf::remove(&mut resource, ACCESS_ROLE);
        }
        cleared.append(&mut clears);
        extension_touched = true;
    }
    let mut managed = current.managed.clone();
    if by_okta {
        for (name, value) in leaf::leaves(&resource, types) {
            if leaf::get(&before, &name).is_none_or(|old| !leaf::equal(old, value, &name, types)) {
                managed.insert(name);
            }
        }
        for (name, _) in leaf::leaves(&before, types) {
            if leaf::get(&resource, &name).is_none() {
                managed.insert(name);
            }
        }
    }
    Merged {
        resource,
        managed,
        sent_access_role: extension_touched,
    }
}

/// Whether `name` is cleared, by itself or with the attribute that it is a part of.
fn covers(cleared: &[String], name: &str) -> bool {
    cleared.iter().any(|clear| {
        name == clear
            || name
                .strip_prefix(clear.as_str())
                .is_some_and(|rest| rest.starts_with('.') || rest.starts_with(':'))
    })
}
