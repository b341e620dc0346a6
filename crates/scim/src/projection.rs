//! Which attributes an answer holds: `attributes` and `excludedAttributes` (RFC 7644 §3.9).

use serde_json::Value;

use crate::schema::{Resolved, ResourceType, lookup};
use crate::{Object, ScimError};

/// Which attributes are wanted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Projection {
    choice: Choice,
}

#[derive(Clone, Debug, Default, PartialEq)]
enum Choice {
    #[default]
    Everything,
    Only(Vec<Resolved>),
    AllBut(Vec<Resolved>),
}

impl Projection {
    /// Reads the two parameters, each a list with commas. Names may come in any case, with a URN in
    /// front, or be the URN of an extension; those that nothing has select nothing. A blank list is
    /// none.
    pub fn parse(
        attributes: Option<&str>,
        excluded: Option<&str>,
        rt: &'static ResourceType,
    ) -> Result<Self, ScimError> {
        let given = |list: Option<&str>| {
            list.filter(|list| !list.trim().is_empty())
                .map(|list| names(list, rt))
        };
        let choice = match (given(attributes), given(excluded)) {
            // RFC 7644 §3.9: they "MUST NOT be used together", in the words of §3.4.2.5: "mutually
            // exclusive".
            (Some(_), Some(_)) => {
                return Err(ScimError::invalid_value(
                    "Both attributes and excludedAttributes were sent; one of them says which attributes to give.",
                ));
            }
            (Some(wanted), None) => Choice::Only(wanted),
            (None, Some(unwanted)) => Choice::AllBut(unwanted),
            (None, None) => Choice::Everything,
        };
        Ok(Self { choice })
    }

    /// Whether nothing was chosen, so that a stored answer can be sent as it is.
    pub fn is_default(&self) -> bool {
        self.choice == Choice::Everything
    }

    /// Takes away what is not wanted. `id` and `schemas` always stay.
    pub fn apply(&self, resource: &mut Object) {
        match &self.choice {
            Choice::Everything => {}
            Choice::Only(wanted) => {
                let whole = std::mem::take(resource);
                *resource = whole
                    .into_iter()
                    .filter_map(|(key, value)| Some((key.clone(), only(&key, value, wanted)?)))
                    .collect();
            }
            Choice::AllBut(unwanted) => {
                for target in unwanted {
                    exclude(resource, *target);
                }
            }
        }
    }

    /// Whether a member at the top of the resource (`members`, or an extension's URN) will be in
    /// the answer, so that what is costly to load is loaded only then.
    pub fn wants(&self, top_level: &str) -> bool {
        let is = |target: &Resolved| top_level_name(*target).eq_ignore_ascii_case(top_level);
        match &self.choice {
            Choice::Everything => true,
            Choice::Only(wanted) => is_always_returned(top_level) || wanted.iter().any(is),
            Choice::AllBut(unwanted) => {
                is_always_returned(top_level)
                    || !unwanted
                        .iter()
                        .any(|target| is(target) && is_whole(*target))
            }
        }
    }
}

fn names(list: &str, rt: &'static ResourceType) -> Vec<Resolved> {
    list.split(',')
        .filter_map(|name| lookup(name.trim(), rt, false))
        .collect()
}

/// RFC 7643 §7, `returned` of `always`: "regardless of the contents of the "attributes" parameter".
fn is_always_returned(top_level: &str) -> bool {
    top_level.eq_ignore_ascii_case("id") || top_level.eq_ignore_ascii_case("schemas")
}

fn top_level_name(target: Resolved) -> &'static str {
    match (target.extension, target.attribute) {
        (Some(extension), _) => extension.id,
        (None, Some(attribute)) => attribute.name,
        (None, None) => "",
    }
}

/// Whether the whole of a member at the top is meant, not a part of it.
fn is_whole(target: Resolved) -> bool {
    match target.extension {
        Some(_) => target.attribute.is_none(),
        None => target.sub.is_none(),
    }
}

/// What is left of a member at the top when only some are wanted.
fn only(key: &str, value: Value, wanted: &[Resolved]) -> Option<Value> {
    if is_always_returned(key) {
        return Some(value);
    }
    let here: Vec<&Resolved> = wanted
        .iter()
        .filter(|target| top_level_name(**target) == key)
        .collect();
    if here.is_empty() {
        return None;
    }
    if here.iter().any(|target| is_whole(**target)) {
        return Some(value);
    }
    if here.iter().all(|target| target.extension.is_none()) {
        let parts: Vec<&str> = here
            .iter()
            .filter_map(|target| target.sub.map(|sub| sub.name))
            .collect();
        return only_parts(value, &parts);
    }
    let Value::Object(members) = value else {
        return None;
    };
    let left: Object = members
        .into_iter()
        .filter_map(|(name, value)| {
            let of_it = || {
                here.iter()
                    .filter(|target| target.attribute.is_some_and(|it| it.name == name))
            };
            if of_it().next().is_none() || of_it().any(|target| target.sub.is_none()) {
                return of_it().next().map(|_| (name.clone(), value));
            }
            let parts: Vec<&str> = of_it()
                .filter_map(|target| target.sub.map(|sub| sub.name))
                .collect();
            Some((name.clone(), only_parts(value, &parts)?))
        })
        .collect();
    (!left.is_empty()).then_some(Value::Object(left))
}

/// The wanted parts of a complex value, or of each entry of a list; none where nothing is left.
fn only_parts(value: Value, parts: &[&str]) -> Option<Value> {
    match value {
        Value::Array(list) => {
            let left: Vec<Value> = list
                .into_iter()
                .filter_map(|one| only_parts(one, parts))
                .collect();
            (!left.is_empty()).then_some(Value::Array(left))
        }
        Value::Object(mut members) => {
            members.retain(|name, _| parts.iter().any(|part| part.eq_ignore_ascii_case(name)));
            (!members.is_empty()).then_some(Value::Object(members))
        }
        // A role kept as the bare string that is its value.
        bare => parts.contains(&"value").then_some(bare),
    }
}

fn exclude(resource: &mut Object, target: Resolved) {
    let top_level = top_level_name(target);
    if is_always_returned(top_level) {
        return;
    }
    if is_whole(target) {
        resource.shift_remove(top_level);
        return;
    }
    let left_empty = match (target.extension, target.attribute) {
        (Some(_), Some(attribute)) => {
            let Some(Value::Object(members)) = resource.get_mut(top_level) else {
                return;
            };
            if let (Some(sub), Some(value)) = (target.sub, members.get_mut(attribute.name)) {
                if without_part(value, sub.name) {
                    members.shift_remove(attribute.name);
                }
            } else {
                members.shift_remove(attribute.name);
            }
            members.is_empty()
        }
        _ => match (target.sub, resource.get_mut(top_level)) {
            (Some(sub), Some(value)) => without_part(value, sub.name),
            _ => false,
        },
    };
    if left_empty {
        resource.shift_remove(top_level);
    }
}

/// Takes a part away; true where nothing is left.
fn without_part(value: &mut Value, part: &str) -> bool {
    match value {
        Value::Array(list) => {
            list.retain_mut(|one| !without_part(one, part));
            list.is_empty()
        }
        Value::Object(members) => {
            members.retain(|name, _| !name.eq_ignore_ascii_case(part));
            members.is_empty()
        }
        _ => part == "value",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::urn;

    fn user() -> Object {
        let user = json!({
            "schemas": [urn::USER], "id": "1", "userName": "ada", "name": {"givenName": "Ada", "familyName": "L"},
            "emails": [{"value": "a@b.example", "type": "work"}], "roles": ["User", {"value": "Admin", "type": "t"}],
            "meta": {"version": "1", "created": "x"},
            urn::ENTERPRISE_USER: {"department": "E", "manager": {"value": "m", "displayName": "M"}},
        });
        user.as_object().unwrap().clone()
    }

    fn projected(attributes: &str, excluded: &str) -> Value {
        let projection =
            Projection::parse(Some(attributes), Some(excluded), ResourceType::user()).unwrap();
        let mut user = user();
        projection.apply(&mut user);
        user.shift_remove("schemas").expect("schemas always stay");
        Value::Object(user)
    }

    #[test]
    fn both_parameters_at_once_are_refused() {
        let error = Projection::parse(Some("id"), Some("id"), ResourceType::user()).unwrap_err();
        assert_eq!(
            (error.status(), error.scim_type()),
            (400, Some(crate::ScimType::InvalidValue))
        );
    }

    #[test]
    fn an_unknown_name_selects_nothing_and_a_blank_list_is_none() {
        assert_eq!(projected("shoeSize, urn:x:y", ""), json!({"id": "1"}));
        assert_eq!(projected(" ", ""), projected("", "shoeSize,id,schemas"));
        assert!(
            Projection::parse(Some(""), None, ResourceType::user())
                .unwrap()
                .is_default()
        );
    }

    #[test]
    fn only_what_is_asked_for_is_given_with_the_id() {
        let department = format!("{}:Department", urn::ENTERPRISE_USER.to_lowercase());
        let manager = format!("{}:manager.displayName", urn::ENTERPRISE_USER);
        for (attributes, expected) in [
            ("USERNAME".to_owned(), json!({"id": "1", "userName": "ada"})),
            (
                format!("{}:name.givenName , emails.value", urn::USER),
                json!({"id": "1", "name": {"givenName": "Ada"}, "emails": [{"value": "a@b.example"}]}),
            ),
            (
                "roles.value".to_owned(),
                json!({"id": "1", "roles": ["User", {"value": "Admin"}]}),
            ),
            (
                "name,name.givenName".to_owned(),
                json!({"id": "1", "name": {"givenName": "Ada", "familyName": "L"}}),
            ),
            (
                department,
                json!({"id": "1", urn::ENTERPRISE_USER: {"department": "E"}}),
            ),
            (
                manager,
                json!({"id": "1", urn::ENTERPRISE_USER: {"manager": {"displayName": "M"}}}),
            ),
            (
                urn::ENTERPRISE_USER.to_uppercase(),
                json!({"id": "1", urn::ENTERPRISE_USER: user()[urn::ENTERPRISE_USER]}),
            ),
            ("emails.display".to_owned(), json!({"id": "1"})),
        ] {
            assert_eq!(projected(&attributes, ""), expected, "{attributes}");
        }
    }

    #[test]
    fn what_is_excluded_is_left_out_but_never_the_id() {
        let rest = format!(
            "{}:manager.value,{}:department,roles,Meta,emails.type,emails.value,name.familyName",
            urn::ENTERPRISE_USER,
            urn::ENTERPRISE_USER
        );
        assert_eq!(
            projected("", &rest),
            json!({"id": "1", "userName": "ada", "name": {"givenName": "Ada"}, urn::ENTERPRISE_USER: {"manager": {"displayName": "M"}}})
        );
    }

    #[test]
    fn what_will_not_be_given_need_not_be_loaded() {
        let group = |attributes, excluded| {
            Projection::parse(attributes, excluded, ResourceType::group()).unwrap()
        };
        assert!(!group(None, Some("Members")).wants("members"));
        assert!(!group(Some("displayName"), None).wants("members"));
        for projection in [
            group(None, None),
            group(Some("members.value"), None),
            group(None, Some("members.display")),
        ] {
            assert!(projection.wants("members"));
        }
        assert!(group(Some("displayName"), None).wants("id"));
    }
}
