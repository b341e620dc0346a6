//! The access role that a request asks for (product.md, "Access roles").

use latchkey_scim::{Object, leaf};
use serde_json::Value;

use super::RoleRules;
use super::merge::ACCESS_ROLE;
use crate::access_role::{self, AccessRole};
use crate::refusal::{Refusal, RefusalCode};

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
    rules: RoleRules,
) -> Result<Option<AccessRole>, Refusal> {
    let empty = Object::new();
    let before = before.unwrap_or(&empty);
    let attribute_before = access_role(before)?;
    let attribute_after = access_role(after)?;
    let attribute_changed = attribute_before != attribute_after;
    let roles_before = before.get("roles");
    let roles_changed = roles_before != after.get("roles");

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
        Some(role) if Some(role) != current && role > rules.cap => Err(Refusal::new(
            RefusalCode::UnacceptedValue,
            format!(
                "Okta sent the access role \"{role}\", but this organization lets Okta give at most {}. \
                 An EnterpriseAdmin can change that in Latchkey, or give the role there. Nothing was changed.",
                rules.cap
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
    let entries: &[Value] = match resource.get("roles") {
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
                object.get("value").and_then(Value::as_str).unwrap_or(""),
                object.get("primary").is_some_and(is_true),
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
