//! Leaves: the units in which attributes are owned, compared and replaced.
//!
//! A singular attribute is a leaf (`userName`), and so is each part of a singular complex one
//! (`name.familyName`). A list is one leaf (`emails`), because nothing but its place tells one
//! entry from the next. An attribute of an extension is one leaf under its URN
//! (`urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department`), `manager` as a whole.
//!
//! The functions that take a leaf also understand a part of an extension's attribute
//! (`…:manager.value`), which PATCH can name.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::Object;
use crate::schema::{Attribute, Kind, Mutability, ResourceType};

/// Every leaf that has a value and that a client may write, in the order of the resource.
pub fn leaves<'a>(resource: &'a Object, rt: &'static ResourceType) -> Vec<(String, &'a Value)> {
    let mut found = Vec::new();
    for (key, value) in resource {
        if let Some(extension) = rt.extension(key) {
            for (name, value) in value.as_object().into_iter().flatten() {
                if let Some(attribute) = extension.attribute(name) {
                    found.push((format!("{}:{}", extension.id, attribute.name), value));
                }
            }
        } else if let Some(attribute) = rt
            .attribute(None, key)
            .filter(|attribute| is_owned(attribute))
        {
            match value {
                Value::Object(parts) if attribute.is_singular_complex() => {
                    found.extend(
                        parts
                            .iter()
                            .map(|(part, value)| (format!("{}.{part}", attribute.name), value)),
                    );
                }
                _ => found.push((attribute.name.to_owned(), value)),
            }
        }
    }
    found.retain(|(_, value)| !value.is_null());
    found
}

/// `schemas` follows from the rest of the resource and belongs to nobody.
fn is_owned(attribute: &Attribute) -> bool {
    attribute.mutability != Mutability::ReadOnly && attribute.name != "schemas"
}

/// The value of a leaf.
pub fn get<'a>(resource: &'a Object, leaf: &str) -> Option<&'a Value> {
    let place = Place::of(leaf);
    let holder = match place.urn {
        Some(urn) => resource.get(urn)?.as_object()?,
        None => resource,
    };
    let value = holder.get(place.name)?;
    match place.sub {
        Some(sub) => value.get(sub),
        None => Some(value),
    }
}

/// Gives a leaf a value, and what it stands in where that is missing. The URN of an extension that
/// comes into being joins `schemas`.
pub fn set(resource: &mut Object, leaf: &str, value: Value) {
    let place = Place::of(leaf);
    match place.urn {
        Some(urn) => {
            list_schema(resource, urn);
            change_within(resource, urn, |extension| place.put_into(extension, value));
        }
        None => place.put_into(resource, value),
    }
}

/// Takes a leaf away, and what it stood in where nothing is left of that. The URN of an extension
/// that goes leaves `schemas`.
pub fn remove(resource: &mut Object, leaf: &str) -> Option<Value> {
    let place = Place::of(leaf);
    let Some(urn) = place.urn else {
        return place.remove_from(resource);
    };
    let holder = resource.get_mut(urn)?.as_object_mut()?;
    let removed = place.remove_from(holder);
    if holder.is_empty() {
        resource.shift_remove(urn);
        if let Some(Value::Array(schemas)) = resource.get_mut("schemas") {
            schemas.retain(|schema| schema.as_str() != Some(urn));
        }
    }
    removed
}

/// Writes `schemas` anew: the core schema and each extension that the resource has values of.
pub fn rebuild_schemas(resource: &mut Object, rt: &'static ResourceType) {
    let schemas = rt
        .schemas()
        .filter(|schema| schema.id == rt.core.id || resource.contains_key(schema.id))
        .map(|schema| schema.id.into())
        .collect();
    resource.insert("schemas".to_owned(), Value::Array(schemas));
}

/// Whether two values of a leaf say the same.
///
/// The order of members and of list entries, a member that is `null`, `primary: false`, and
/// `display` (which repeats `value` for people) make no difference, nor does an entry written as
/// the bare string that is its `value`. Strings compare exactly: a name in another case is another
/// name to show.
pub fn equal(a: &Value, b: &Value, leaf: &str, rt: &'static ResourceType) -> bool {
    if a == b {
        return true;
    }
    let place = Place::of(leaf);
    let attribute = rt.attribute(place.urn, place.name);
    let attribute = match (attribute, place.sub) {
        (Some(attribute), Some(sub)) => attribute.sub_attribute(sub),
        (attribute, _) => attribute,
    };
    match attribute {
        Some(attribute) if attribute.multi_valued => {
            let meanings = |value: &Value| {
                let mut meanings: Vec<Meaning> = entries(value)
                    .iter()
                    .map(|entry| Meaning::of(entry, attribute))
                    .collect();
                meanings.sort_unstable();
                meanings
            };
            meanings(a) == meanings(b)
        }
        Some(attribute) if attribute.kind == Kind::Complex => {
            Meaning::of(a, attribute) == Meaning::of(b, attribute)
        }
        _ => false,
    }
}

/// The entries of a list, of which one alone may stand without the list.
pub(crate) fn entries(value: &Value) -> &[Value] {
    match value {
        Value::Array(entries) => entries,
        Value::Null => &[],
        single => std::slice::from_ref(single),
    }
}

/// What an entry of a list, or a complex value, says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Meaning {
    parts: BTreeMap<String, String>,
    primary: bool,
}

impl Meaning {
    pub(crate) fn of(value: &Value, attribute: &Attribute) -> Self {
        let mut meaning = Self {
            parts: BTreeMap::new(),
            primary: false,
        };
        let parts = match value {
            Value::Object(parts) => parts,
            Value::Null => return meaning,
            bare => {
                meaning.parts.insert("value".to_owned(), bare.to_string());
                return meaning;
            }
        };
        for (name, part) in parts {
            let name = name.to_ascii_lowercase();
            match name.as_str() {
                "primary" => meaning.primary = is_true(part),
                "display" => {}
                // RFC 7643 §4.2: the other parts of a member follow from its id.
                "type" | "$ref" if attribute.name == "members" => {}
                _ if part.is_null() => {}
                _ => {
                    meaning.parts.insert(name, part.to_string());
                }
            }
        }
        meaning
    }

    /// The same without regard to which entry is the preferred one.
    pub(crate) fn without_primary(mut self) -> Self {
        self.primary = false;
        self
    }
}

/// A boolean that may have come as a string and was kept as it came, as in `roles`.
pub(crate) fn is_true(value: &Value) -> bool {
    match value {
        Value::Bool(boolean) => *boolean,
        Value::String(text) => text.eq_ignore_ascii_case("true"),
        _ => false,
    }
}

/// A leaf, taken apart. A URN holds dots and colons itself: the name follows its last colon.
struct Place<'a> {
    urn: Option<&'a str>,
    name: &'a str,
    sub: Option<&'a str>,
}

impl<'a> Place<'a> {
    fn of(leaf: &'a str) -> Self {
        let (urn, rest) = match leaf.rsplit_once(':') {
            Some((urn, rest)) => (Some(urn), rest),
            None => (None, leaf),
        };
        match rest.split_once('.') {
            Some((name, sub)) => Self {
                urn,
                name,
                sub: Some(sub),
            },
            None => Self {
                urn,
                name: rest,
                sub: None,
            },
        }
    }

    fn put_into(&self, holder: &mut Object, value: Value) {
        match self.sub {
            Some(sub) => change_within(holder, self.name, |parts| {
                parts.insert(sub.to_owned(), value);
            }),
            None => {
                holder.insert(self.name.to_owned(), value);
            }
        }
    }

    fn remove_from(&self, holder: &mut Object) -> Option<Value> {
        let Some(sub) = self.sub else {
            return holder.shift_remove(self.name);
        };
        let parts = holder.get_mut(self.name)?.as_object_mut()?;
        let removed = parts.shift_remove(sub);
        if parts.is_empty() {
            holder.shift_remove(self.name);
        }
        removed
    }
}

/// Changes the object that is a member of another one; whatever else stands there makes room.
fn change_within(holder: &mut Object, name: &str, change: impl FnOnce(&mut Object)) {
    let member = holder.entry(name).or_insert(Value::Null);
    let mut object = match member.take() {
        Value::Object(object) => object,
        _ => Object::new(),
    };
    change(&mut object);
    *member = Value::Object(object);
}

/// A resource without `schemas` gets none: which one is its core cannot be told from here.
fn list_schema(resource: &mut Object, urn: &str) {
    if let Some(Value::Array(schemas)) = resource.get_mut("schemas")
        && !schemas.iter().any(|schema| schema.as_str() == Some(urn))
    {
        schemas.push(urn.into());
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::urn;

    fn object(value: Value) -> Object {
        value.as_object().unwrap().clone()
    }

    fn department() -> String {
        format!("{}:department", urn::ENTERPRISE_USER)
    }

    #[test]
    fn what_is_not_there_is_none_and_removing_it_changes_nothing() {
        let mut user = object(json!({"userName": "ada", "name": "not an object"}));
        let before = user.clone();
        for leaf in [
            "title",
            "name.familyName",
            &department(),
            "userName.x",
            "",
            ":",
            ".",
        ] {
            assert_eq!(get(&user, leaf), None, "{leaf}");
            assert_eq!(remove(&mut user, leaf), None, "{leaf}");
        }
        assert_eq!(user, before);
    }

    #[test]
    fn an_extension_that_comes_or_goes_is_listed_in_schemas_or_not() {
        let mut user = object(json!({"schemas": [urn::USER], "userName": "ada"}));
        let before = user.clone();
        let manager = format!("{}:manager.value", urn::ENTERPRISE_USER);
        set(&mut user, &department(), json!("Engines"));
        set(&mut user, &manager, json!("m1"));
        assert_eq!(user["schemas"], json!([urn::USER, urn::ENTERPRISE_USER]));
        assert_eq!(
            user[urn::ENTERPRISE_USER],
            json!({"department": "Engines", "manager": {"value": "m1"}})
        );
        assert_eq!(remove(&mut user, &department()), Some(json!("Engines")));
        assert_eq!(remove(&mut user, &manager), Some(json!("m1")));
        assert_eq!(user, before);
    }

    #[test]
    fn removing_the_last_part_removes_the_whole() {
        let mut user = object(json!({"name": {"givenName": "Ada"}, "title": "Countess"}));
        remove(&mut user, "name.givenName");
        assert_eq!(Value::Object(user), json!({"title": "Countess"}));
    }

    #[test]
    fn leaves_are_what_a_client_owns() {
        let user = object(json!({
            "schemas": [urn::USER], "id": "1", "externalId": "00u1", "meta": {"version": "a"}, "groups": [],
            "name": {"givenName": "Ada"}, "emails": [{"value": "a@b.example"}], "unknown": 1, "title": null,
            urn::ENTERPRISE_USER: {"department": "Engines", "manager": {"value": "m"}},
        }));
        let names: Vec<String> = leaves(&user, ResourceType::user())
            .into_iter()
            .map(|(leaf, _)| leaf)
            .collect();
        let manager = format!("{}:manager", urn::ENTERPRISE_USER);
        assert_eq!(
            names,
            [
                "externalId",
                "name.givenName",
                "emails",
                &department(),
                &manager
            ]
        );
        for (leaf, value) in leaves(&user, ResourceType::user()) {
            assert_eq!(get(&user, &leaf), Some(value));
        }
    }

    #[test]
    fn values_that_differ_in_what_they_say_are_not_equal() {
        let rt = ResourceType::user();
        for (leaf, a, b) in [
            ("userName", json!("Ada"), json!("ada")),
            ("title", json!(""), json!(null)),
            (
                "emails",
                json!([{"value": "a", "primary": true}]),
                json!([{"value": "a"}]),
            ),
            (
                "emails",
                json!([{"value": "a"}]),
                json!([{"value": "a"}, {"value": "a"}]),
            ),
            (
                "emails",
                json!([{"value": "a", "type": "work"}]),
                json!([{"value": "a", "type": "home"}]),
            ),
            ("roles", json!(["a"]), json!(["A"])),
        ] {
            assert!(!equal(&a, &b, leaf, rt), "{leaf} {a} {b}");
        }
    }

    #[test]
    fn values_that_say_the_same_are_equal() {
        let rt = ResourceType::user();
        let manager = format!("{}:manager", urn::ENTERPRISE_USER);
        for (leaf, a, b) in [
            (
                "emails",
                json!([{"value": "a", "type": "x"}, {"value": "b"}]),
                json!([{"value": "b", "primary": false}, {"type": "x", "value": "a", "display": "A"}]),
            ),
            ("roles", json!("a"), json!([{"value": "a"}])),
            (
                "roles",
                json!([{"value": "a", "primary": "True"}]),
                json!([{"primary": true, "value": "a"}]),
            ),
            ("emails", json!([]), json!(null)),
            (&manager, json!({"displayName": null}), json!(null)),
            (
                &manager,
                json!({"value": "m", "displayName": null}),
                json!({"value": "m"}),
            ),
            ("active", json!(true), json!(true)),
        ] {
            assert!(equal(&a, &b, leaf, rt), "{leaf} {a} {b}");
        }
        let group = ResourceType::group();
        assert!(equal(
            &json!([{"value": "1", "type": "User", "$ref": "https://x.example/1"}]),
            &json!([{"value": "1"}]),
            "members",
            group
        ));
    }
}
