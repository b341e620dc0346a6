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
const ACTIVE: &str = "active";

/// A resource with a request laid over it.
#[derive(Clone, Debug, PartialEq)]
pub struct Merged {
    /// The resource that would be stored.
    pub resource: Object,
    /// What Okta manages of it.
    pub managed: BTreeSet<String>,
    /// Whether the request itself carried `accessRole`, echo or not.
    pub sent_access_role: bool,
    /// Whether it carried a value of `active`, echo or not.
    pub sent_active: bool,
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
        sent_active: resource.contains_key(ACTIVE),
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
        let absent = name != ACTIVE && managed.contains(&name);
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
        sent_active: sent.contains_key(ACTIVE),
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
        sent_active: resource.contains_key(ACTIVE) && touched.iter().any(|name| name == ACTIVE),
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

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use latchkey_scim::patch::{self as patching, PatchRequest};
    use latchkey_scim::resource;
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::document::Document;
    use crate::user::Source;

    const DEPARTMENT: &str =
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department";

    fn incoming(body: Value) -> Incoming {
        resource::read(body, ResourceType::user()).unwrap()
    }

    fn bo() -> Value {
        json!({
            "userName": "bo@acme.com", "name": {"givenName": "Bo", "familyName": "Lind"},
            "emails": [{"value": "bo@acme.com", "primary": true}], "active": true
        })
    }

    /// What would be stored of a merge.
    fn user(merged: Merged) -> User {
        User {
            id: "u1".into(),
            user_name: "bo@acme.com".into(),
            email: "bo@acme.com".into(),
            external_id: None,
            given_name: "Bo".into(),
            family_name: "Lind".into(),
            display_name: "Bo Lind".into(),
            active: true,
            deactivation_held_at: None,
            access_role: None,
            source: Source::Okta,
            managed: merged.managed,
            resource: Document::from_object(&merged.resource),
            has_password: false,
            created_at: Timestamp::UNIX_EPOCH,
            modified_at: Timestamp::UNIX_EPOCH,
            last_sign_in_at: None,
        }
    }

    fn patched(current: &User, operations: Value) -> Merged {
        let types = ResourceType::user();
        let request =
            PatchRequest::parse(with(json!({}), "Operations", operations), types).unwrap();
        let stored = current.resource.to_object();
        patch(
            current,
            patching::apply(&request, &stored, types).unwrap(),
            true,
        )
    }

    fn with(mut body: Value, name: &str, value: Value) -> Value {
        body[name] = value;
        body
    }

    #[test]
    fn what_is_not_managed_is_not_cleared_by_silence() {
        let local = user(create(
            incoming(with(bo(), "title", json!("Author"))),
            false,
        ));
        assert!(local.managed.is_empty());
        let merged = replace(&local, incoming(bo()), true);
        assert_eq!(merged.resource["title"], "Author");
        // Only an explicit nothing clears it, and makes it Okta's.
        let merged = replace(&local, incoming(with(bo(), "title", json!(""))), true);
        assert!(!merged.resource.contains_key("title"));
        assert!(merged.managed.contains("title"));
    }

    #[test]
    fn what_is_managed_is_cleared_by_silence_but_active_is_not() {
        let okta = user(create(incoming(with(bo(), "title", json!("Author"))), true));
        assert!(okta.managed.contains("active") && okta.managed.contains("title"));
        let mut silent = bo();
        silent.as_object_mut().unwrap().remove("active");
        let merged = replace(&okta, incoming(silent), true);
        assert!(!merged.resource.contains_key("title"));
        assert_eq!(merged.resource["active"], true);
    }

    #[test]
    fn an_echo_makes_nothing_managed() {
        let local = user(create(incoming(bo()), false));
        let merged = replace(&local, incoming(bo()), true);
        assert!(merged.managed.is_empty(), "{:?}", merged.managed);
        let echo = json!([{"op": "replace", "value": {"name": {"givenName": "Bo"}}}]);
        assert!(patched(&local, echo).managed.is_empty());
    }

    #[test]
    fn a_screen_makes_nothing_managed() {
        let local = user(create(incoming(bo()), false));
        let merged = replace(&local, incoming(with(bo(), "title", json!("x"))), false);
        assert!(merged.managed.is_empty(), "{:?}", merged.managed);
    }

    #[test]
    fn a_patch_makes_managed_what_it_changes_or_takes_away() {
        let local = user(create(
            incoming(with(bo(), "title", json!("Author"))),
            false,
        ));
        let operations = json!([
            {"op": "replace", "path": "name.familyName", "value": "Berg"},
            {"op": "replace", "path": "name.givenName", "value": "Bo"},
            {"op": "remove", "path": "title"},
            {"op": "add", "path": DEPARTMENT, "value": "Books"}
        ]);
        let managed: Vec<String> = patched(&local, operations).managed.into_iter().collect();
        assert_eq!(managed, ["name.familyName", "title", DEPARTMENT]);
    }

    /// In the core namespace, where Okta puts it when the admin left the external namespace at its default.
    #[test]
    fn a_core_access_role_goes_where_the_extension_has_it() {
        let core = |role: Value| with(bo(), urn::USER, json!({"accessRole": role}));
        let made = create(incoming(core(json!("User"))), true);
        assert_eq!(leaf::get(&made.resource, ACCESS_ROLE), Some(&json!("User")));
        assert!(made.sent_access_role && made.managed.contains(ACCESS_ROLE));
        let okta = user(made);
        for nothing in [json!(""), json!(null), json!("  ")] {
            let merged = replace(&okta, incoming(core(nothing.clone())), true);
            assert_eq!(leaf::get(&merged.resource, ACCESS_ROLE), None, "{nothing}");
            let operation = json!([{"op": "replace", "path": "accessRole", "value": nothing}]);
            let merged = patched(&okta, operation);
            assert_eq!(leaf::get(&merged.resource, ACCESS_ROLE), None, "{nothing}");
        }
        // If both came, the one that asks for a change counts.
        let mut both = core(json!("Admin"));
        both[urn::LATCHKEY_USER] = json!({"accessRole": "User"});
        let merged = replace(&okta, incoming(both.clone()), true);
        assert_eq!(
            leaf::get(&merged.resource, ACCESS_ROLE),
            Some(&json!("Admin"))
        );
        both[urn::LATCHKEY_USER] = json!({"accessRole": "ReadOnly"});
        let merged = replace(&okta, incoming(both), true);
        assert_eq!(
            leaf::get(&merged.resource, ACCESS_ROLE),
            Some(&json!("ReadOnly"))
        );
    }

    /// Bodies of a few attributes, present, empty or absent, so that two of them overlap.
    fn body() -> impl Strategy<Value = Value> {
        let text = prop::option::of(prop::sample::select(vec!["", "a", "b", "C"]));
        let roles = prop::option::of(prop::sample::select(vec![
            json!([]),
            json!("User"),
            json!(["User", "Admin"]),
            json!([{"value": "Admin", "primary": true, "type": "t"}]),
        ]));
        let active = prop::option::of(any::<bool>());
        (
            text.clone(),
            text.clone(),
            text.clone(),
            text,
            roles,
            active,
        )
            .prop_map(|(title, family_name, department, role, roles, active)| {
                let mut body = bo();
                let extensions = [
                    (urn::ENTERPRISE_USER, "department", department),
                    (urn::LATCHKEY_USER, "accessRole", role),
                ];
                for (urn, name, value) in extensions {
                    if let Some(value) = value {
                        body[urn] = json!({name: value});
                    }
                }
                if let Some(title) = title {
                    body["title"] = json!(title);
                }
                if let Some(family_name) = family_name {
                    body["name"]["familyName"] = json!(family_name);
                }
                if let Some(roles) = roles {
                    body["roles"] = roles;
                }
                match active {
                    Some(active) => body["active"] = json!(active),
                    None => {
                        body.as_object_mut().map(|body| body.remove("active"));
                    }
                }
                body
            })
    }

    proptest! {
        #[test]
        fn the_same_put_twice_changes_nothing_more(first in body(), put in body(), by_okta: bool) {
            let current = user(create(incoming(first), by_okta));
            let once = replace(&current, incoming(put.clone()), true);
            let twice = replace(&user(once.clone()), incoming(put), true);
            prop_assert_eq!(&twice.resource, &once.resource);
            prop_assert_eq!(twice.managed, once.managed);
        }

        #[test]
        fn an_echo_of_what_is_stored_changes_nothing(first in body(), by_okta: bool) {
            let current = user(create(incoming(first), by_okta));
            let echo = Value::Object(current.resource.to_object());
            let merged = replace(&current, incoming(echo), true);
            prop_assert_eq!(merged.resource, current.resource.to_object());
            prop_assert_eq!(merged.managed, current.managed);
        }

        #[test]
        fn a_put_says_all_that_is_managed(first in body(), put in body()) {
            let current = user(create(incoming(first), true));
            let sent = incoming(put);
            let merged = replace(&current, sent.clone(), true);
            let types = ResourceType::user();
            for (name, value) in leaf::leaves(&merged.resource, types) {
                if name != "active" {
                    let said = leaf::get(&sent.resource, &name);
                    prop_assert!(said.is_some_and(|said| leaf::equal(said, value, &name, types)), "{}", name);
                }
            }
        }
    }
}
