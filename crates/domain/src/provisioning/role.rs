//! The access role that a request asks for (product.md, "Access roles").

use latchkey_scim::schema::ResourceType;
use latchkey_scim::{Object, leaf};
use serde_json::Value;

use super::Rules;
use super::merge::ACCESS_ROLE;
use crate::access_role::{self, AccessRole};
use crate::refusal::{Refusal, RefusalCode};

/// The other attribute that a role comes in.
const ROLES: &str = "roles";

/// The role in effect afterwards.
///
/// It follows the attribute that the request *changes*; an echo of what is stored is no change. If both change,
/// a set `accessRole` wins. A cleared one means app access only.
///
/// `after` may lose its `accessRole`: it comes back only where the role was set through it, so a request that
/// sets the role through `roles` without mentioning `accessRole` takes it out. One that echoes it keeps it, so
/// that the next echo is none again.
pub fn decide(
    before: Option<&Object>,
    current: Option<AccessRole>,
    after: &mut Object,
    sent_access_role: bool,
    rules: Rules,
) -> Result<Option<AccessRole>, Refusal> {
    let empty = Object::new();
    let before = before.unwrap_or(&empty);
    let attribute_before = access_role(before)?;
    let attribute_after = access_role(after)?;
    let attribute_changed = attribute_before != attribute_after;
    // The same roles in another of Okta's shapes are an echo.
    let nothing = Value::Null;
    let roles_changed = !leaf::equal(
        before.get(ROLES).unwrap_or(&nothing),
        after.get(ROLES).unwrap_or(&nothing),
        ROLES,
        ResourceType::user(),
    );

    let asked = if attribute_changed && attribute_after.is_some() {
        if roles_changed {
            // Also a role that does not count must be one that exists: nothing is answered 200 and ignored.
            roles(after)?;
        }
        attribute_after
    } else if roles_changed {
        let role = roles(after)?;
        if !sent_access_role && attribute_after.is_some() {
            leaf::remove(after, ACCESS_ROLE);
        }
        role
    } else if attribute_changed {
        None
    } else {
        return Ok(current);
    };
    match asked {
        Some(role) if Some(role) != current && Some(role) > rules.role_cap => Err(Refusal::new(
            RefusalCode::UnacceptedValue,
            format!(
                "Okta sent the access role \"{role}\", but this organization lets Okta give {}. \
                 An EnterpriseAdmin can change that in Latchkey, or give the role there. Nothing was changed.",
                match rules.role_cap {
                    Some(cap) => format!("at most {cap}"),
                    None => AccessRole::label(None).to_owned(),
                }
            ),
        )),
        role => Ok(role),
    }
}

/// The extension's attribute; blank is none.
fn access_role(resource: &Object) -> Result<Option<AccessRole>, Refusal> {
    match leaf::get(resource, ACCESS_ROLE) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if text.trim().is_empty() => Ok(None),
        Some(Value::String(text)) => parse(text).map(Some),
        Some(other) => Err(unknown(&other.to_string())),
    }
}

/// `roles` in each of Okta's four shapes: the primary one counts, else the highest.
fn roles(resource: &Object) -> Result<Option<AccessRole>, Refusal> {
    let entries: &[Value] = match resource.get(ROLES) {
        None | Some(Value::Null) => &[],
        Some(Value::Array(entries)) => entries,
        Some(single) => std::slice::from_ref(single),
    };
    let mut primary = None;
    let mut highest = None;
    for entry in entries {
        let (text, is_primary) = match entry {
            Value::String(text) => (text.as_str(), false),
            Value::Object(object) => (
                part(object, "value").and_then(Value::as_str).unwrap_or(""),
                part(object, "primary").is_some_and(is_true),
            ),
            Value::Null => ("", false),
            other => return Err(unknown(&other.to_string())),
        };
        if text.trim().is_empty() {
            continue;
        }
        let role = parse(text)?;
        if is_primary {
            primary = Some(role);
        }
        highest = highest.max(Some(role));
    }
    Ok(primary.or(highest))
}

/// Roles are kept as they came, so the names of their parts may be in another case (RFC 7643 §2.1).
fn part<'a>(role: &'a Object, name: &str) -> Option<&'a Value> {
    role.iter()
        .find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}

fn is_true(value: &Value) -> bool {
    value.as_bool() == Some(true)
        || value
            .as_str()
            .is_some_and(|text| text.eq_ignore_ascii_case("true"))
}

fn parse(text: &str) -> Result<AccessRole, Refusal> {
    text.parse().map_err(|_| unknown(text))
}

fn unknown(value: &str) -> Refusal {
    let shown: String = value.chars().take(80).collect();
    Refusal::new(
        RefusalCode::UnacceptedValue,
        format!(
            "Okta sent the access role \"{shown}\". Latchkey knows {}. Nothing was changed.",
            access_role::ACCEPTED
        ),
    )
}

#[cfg(test)]
mod tests {
    use latchkey_scim::urn;
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::provisioning::Sender;

    fn object(value: Value) -> Object {
        match value {
            Value::Object(object) => object,
            other => panic!("{other} is no object"),
        }
    }

    fn with_cap(role_cap: AccessRole) -> Rules {
        Rules {
            sender: Sender::Okta,
            role_cap: Some(role_cap),
        }
    }

    /// What comes of a request that leaves `after`, under no cap.
    fn decided(before: Value, current: Option<AccessRole>, after: Value) -> Option<AccessRole> {
        decide(
            Some(&object(before)),
            current,
            &mut object(after),
            true,
            with_cap(AccessRole::EnterpriseAdmin),
        )
        .unwrap()
    }

    #[test]
    fn what_is_no_role_is_named_and_cut_where_it_is_long() {
        let long = "x".repeat(5_000);
        for (roles, shown) in [
            (json!(["Manager"]), "\"Manager\""),
            (json!([{"value": "Owner", "primary": true}]), "\"Owner\""),
            (json!([{"Value": "Owner"}]), "\"Owner\""),
            (json!([7]), "\"7\""),
            (json!(["\u{1b}[2JAdmin"]), "\"\u{FFFD}[2JAdmin\""),
            (json!([long]), "xxx"),
        ] {
            let mut after = object(json!({"roles": roles}));
            let refusal = decide(None, None, &mut after, false, with_cap(AccessRole::Admin));
            let refusal = refusal.unwrap_err();
            assert_eq!(refusal.code, RefusalCode::UnacceptedValue);
            assert!(refusal.detail.contains(shown), "{refusal}");
            assert!(refusal.detail.contains(access_role::ACCEPTED), "{refusal}");
            assert!(refusal.detail.len() < 300, "{refusal}");
        }
    }

    #[test]
    fn the_cap_is_for_a_role_that_is_new() {
        let admin = Some(AccessRole::Admin);
        let cap = with_cap(AccessRole::User);
        let mut after = object(json!({"roles": ["Admin"]}));
        assert!(decide(None, None, &mut after, false, cap).is_err());
        assert_eq!(decide(None, admin, &mut after, false, cap), Ok(admin));
    }

    #[test]
    fn a_role_through_roles_alone_takes_the_access_role_out() {
        let before = object(json!({urn::LATCHKEY_USER: {"accessRole": "User"}}));
        let cap = with_cap(AccessRole::EnterpriseAdmin);
        for (sent_access_role, is_kept) in [(false, false), (true, true)] {
            let mut after = before.clone();
            after.insert("roles".into(), json!(["Admin"]));
            let role = decide(
                Some(&before),
                Some(AccessRole::User),
                &mut after,
                sent_access_role,
                cap,
            );
            assert_eq!(role, Ok(Some(AccessRole::Admin)));
            assert_eq!(leaf::get(&after, ACCESS_ROLE).is_some(), is_kept);
        }
    }

    /// It is stored as it came, so it must count as it came: nothing is answered 200 and left undone.
    #[test]
    fn the_parts_of_a_role_are_known_in_any_case() {
        let roles = json!([{"VALUE": "User", "Primary": "True"}, {"Value": "Admin"}]);
        assert_eq!(
            decided(json!({}), None, json!({"roles": roles})),
            Some(AccessRole::User)
        );
    }

    #[test]
    fn the_attribute_that_changes_decides() {
        let set = |role: &str| json!({urn::LATCHKEY_USER: {"accessRole": role}});
        let both = |role: &str, roles: Value| json!({urn::LATCHKEY_USER: {"accessRole": role}, "roles": roles});
        let screen = Some(AccessRole::Admin);
        // Nothing changes, in whatever case and shape it is said again.
        for (before, after) in [
            (set("User"), set("uSER")),
            (
                json!({"roles": ["User"]}),
                json!({"roles": [{"value": "User"}]}),
            ),
            (json!({"roles": "User"}), json!({"roles": ["User"]})),
            (json!({}), json!({"roles": []})),
        ] {
            assert_eq!(decided(before, screen, after), screen);
        }
        let (user, read_only) = (Some(AccessRole::User), Some(AccessRole::ReadOnly));
        assert_eq!(
            decided(json!({}), screen, both("User", json!(["Admin"]))),
            user
        );
        assert_eq!(
            decided(
                both("User", json!(["User"])),
                user,
                both("User", json!(["ReadOnly"]))
            ),
            read_only
        );
        assert_eq!(decided(set("User"), user, json!({})), None);
        assert_eq!(decided(json!({"roles": ["User"]}), user, json!({})), None);
    }

    fn role() -> impl Strategy<Value = AccessRole> {
        prop::sample::select(AccessRole::ALL.to_vec())
    }

    proptest! {
        #[test]
        fn a_name_means_the_same_in_any_case(role in role(), upper in prop::collection::vec(any::<bool>(), 15)) {
            let written: String = role
                .name()
                .chars()
                .zip(upper)
                .map(|(c, upper)| if upper { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() })
                .collect();
            prop_assert_eq!(parse(&written).unwrap(), role);
            prop_assert_eq!(decided(json!({}), None, json!({"roles": [written]})), Some(role));
        }

        #[test]
        fn whatever_is_sent_there_is_a_role_or_a_refusal(word in "\\PC{0,40}") {
            match parse(&word) {
                Ok(role) => prop_assert!(role.name().eq_ignore_ascii_case(word.trim())),
                Err(refusal) => prop_assert!(refusal.detail.contains("Nothing was changed.")),
            }
        }

        #[test]
        fn of_several_the_highest_counts_in_any_order(roles in prop::collection::vec(role(), 1..6)) {
            let names: Vec<&str> = roles.iter().map(|role| role.name()).collect();
            prop_assert_eq!(decided(json!({}), None, json!({"roles": names})), roles.into_iter().max());
        }
    }
}
