//! What Okta sends, as JSON.

use serde_json::{Map, Value, json};

use super::Dialect;
use crate::people::Person;

/// RFC 7643 §8.7: the core User.
pub const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
/// RFC 7643 §8.7: the core Group.
pub const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
/// Latchkey's own extension, which carries `accessRole`.
pub const LATCHKEY_USER: &str = "urn:ietf:params:scim:schemas:extension:latchkey:2.0:User";
/// RFC 7644 §3.5.2.
const PATCH_OP: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/// Okta sends a password even with password sync off.
const PLACEHOLDER_PASSWORD: &str = "Rehearsal-1mz050nq";

/// The body of a create.
pub(super) fn new_user(person: &Person) -> Value {
    let mut body = json!({
        "schemas": [USER],
        "userName": person.user_name,
        "name": {"givenName": person.given_name, "familyName": person.family_name},
        "emails": [{"primary": true, "value": person.email, "type": "work"}],
        "displayName": person.display_name,
        "locale": "en-US",
        "externalId": person.okta_id,
        "groups": [],
        "password": PLACEHOLDER_PASSWORD,
        "active": true,
    });
    if let Some(role) = &person.role {
        let change = Change::set(Attribute::access_role(), json!(role));
        change.lay_over(&mut body, Dialect::Aiw);
    }
    body
}

/// The body of a group's create. Members follow in requests of their own.
pub(super) fn new_group(display_name: &str) -> Value {
    json!({"schemas": [GROUP], "displayName": display_name, "members": []})
}

/// RFC 7644 §3.5.2: a PATCH with these operations.
pub(super) fn patch(operations: &[Value]) -> Value {
    json!({"schemas": [PATCH_OP], "Operations": operations})
}

/// Okta's path-less replace.
pub(super) fn replace(value: impl Into<Value>) -> Value {
    json!({"op": "replace", "value": value.into()})
}

/// What comes in front of every membership change; it must not touch the members.
pub(super) fn replace_group_name(id: &str, display_name: &str) -> Value {
    replace(json!({"id": id, "displayName": display_name}))
}

/// Members as Okta sends them.
pub(super) fn members(ids: &[String]) -> Vec<Value> {
    ids.iter().map(|id| json!({"value": id})).collect()
}

/// Where a value stands in a user: keys from the outside in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute(Vec<String>);

impl Attribute {
    /// An attribute of the core user.
    pub fn core(name: &str) -> Self {
        Self(vec![name.to_owned()])
    }

    /// A part of `name`.
    pub fn name_part(part: &str) -> Self {
        Self(vec!["name".to_owned(), part.to_owned()])
    }

    /// `accessRole` of Latchkey's extension.
    pub fn access_role() -> Self {
        Self(vec![LATCHKEY_USER.to_owned(), "accessRole".to_owned()])
    }

    /// The value in a user, if there is one.
    pub fn of<'a>(&self, user: &'a Value) -> Option<&'a Value> {
        self.0.iter().try_fold(user, |value, key| value.get(key))
    }
}

impl std::fmt::Display for Attribute {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0.join("."))
    }
}

/// One attribute of the profile that changed in Okta.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub(super) attribute: Attribute,
    pub(super) value: Option<Value>,
}

impl Change {
    /// The attribute has this value now.
    pub fn set(attribute: Attribute, value: Value) -> Self {
        Self {
            attribute,
            value: Some(value),
        }
    }

    /// The attribute has no value any more.
    pub fn clear(attribute: Attribute) -> Self {
        Self {
            attribute,
            value: None,
        }
    }

    /// Lays the change over the body of a GET, to be sent back by PUT.
    pub(super) fn lay_over(&self, user: &mut Value, dialect: Dialect) {
        let keys = &self.attribute.0;
        let Some((last, outer)) = keys.split_last() else {
            return;
        };
        let Some(top) = user.as_object_mut() else {
            return;
        };
        if keys[0].starts_with("urn:") && self.value.is_some() {
            list_schema(top, &keys[0]);
        }
        let Some(parent) = descend(top, outer) else {
            return;
        };
        match &self.value {
            Some(value) => {
                parent.insert(last.clone(), value.clone());
            }
            // A cleared value arrives as "" from one kind of app and not at all from another.
            None if dialect == Dialect::Aiw => {
                let empty = match parent.get(last) {
                    Some(Value::Array(_)) => json!([]),
                    _ => json!(""),
                };
                parent.insert(last.clone(), empty);
            }
            None => {
                parent.shift_remove(last);
            }
        }
    }
}

/// The changes as one path-less replace, in which a cleared value is null.
pub(super) fn replace_profile(changes: &[Change]) -> Value {
    let mut value = Map::new();
    for change in changes {
        let Some((last, outer)) = change.attribute.0.split_last() else {
            continue;
        };
        if let Some(parent) = descend(&mut value, outer) {
            parent.insert(last.clone(), change.value.clone().unwrap_or(Value::Null));
        }
    }
    replace(value)
}

fn list_schema(user: &mut Map<String, Value>, urn: &str) {
    if let Some(Value::Array(schemas)) = user.get_mut("schemas")
        && !schemas.iter().any(|listed| listed == urn)
    {
        schemas.push(json!(urn));
    }
}

fn descend<'a>(
    top: &'a mut Map<String, Value>,
    keys: &[String],
) -> Option<&'a mut Map<String, Value>> {
    keys.iter().try_fold(top, |object, key| {
        object
            .entry(key.clone())
            .or_insert_with(|| json!({}))
            .as_object_mut()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::People;

    #[test]
    fn a_cleared_value_is_empty_in_one_dialect_and_absent_in_another() {
        let clear = Change::clear(Attribute::core("title"));
        let mut aiw = json!({"title": "Lead", "id": "1"});
        let mut oin = aiw.clone();
        clear.lay_over(&mut aiw, Dialect::Aiw);
        clear.lay_over(&mut oin, Dialect::Oin);
        assert_eq!(aiw, json!({"title": "", "id": "1"}));
        assert_eq!(oin, json!({"id": "1"}));
        assert_eq!(
            replace_profile(&[clear]),
            json!({"op": "replace", "value": {"title": null}})
        );
    }

    #[test]
    fn an_extension_is_listed_in_schemas() {
        let mut user = json!({"schemas": [USER]});
        let change = Change::set(Attribute::access_role(), json!("Admin"));
        change.lay_over(&mut user, Dialect::Oin);
        change.lay_over(&mut user, Dialect::Oin);
        assert_eq!(
            user,
            json!({"schemas": [USER, LATCHKEY_USER], LATCHKEY_USER: {"accessRole": "Admin"}})
        );
    }

    #[test]
    fn a_create_has_oktas_attributes_in_oktas_order() {
        let people = People::invent(1, 0);
        let body = new_user(people.iter().next().expect("one person"));
        let keys: Vec<_> = body
            .as_object()
            .expect("an object")
            .keys()
            .map(String::as_str)
            .collect();
        assert_eq!(
            keys,
            [
                "schemas",
                "userName",
                "name",
                "emails",
                "displayName",
                "locale",
                "externalId",
                "groups",
                "password",
                "active"
            ]
        );
    }
}
