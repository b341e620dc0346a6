//! Sorting (RFC 7644 §3.4.2.3).

use std::cmp::Ordering;

use serde_json::Value;

use crate::cursor::digest;
use crate::intake::short;
use crate::leaf::{self, entries, is_true};
use crate::schema::{Attribute, Kind, Resolved, ResourceType, resolve};
use crate::text::caseless;
use crate::{Object, ScimError};

/// What to sort by, and in which direction.
#[derive(Clone, Debug, PartialEq)]
pub struct SortBy {
    target: Resolved,
    canonical: String,
    descending: bool,
}

impl SortBy {
    /// Reads the two parameters. Without `sortBy`, `sortOrder` means nothing.
    pub fn parse(
        sort_by: Option<&str>,
        order: Option<&str>,
        rt: &'static ResourceType,
    ) -> Result<Option<Self>, ScimError> {
        let Some(name) = sort_by.map(str::trim).filter(|name| !name.is_empty()) else {
            return Ok(None);
        };
        // RFC 7644 §3.4.2.3: "If a value for "sortBy" is provided and no "sortOrder" is specified,
        // "sortOrder" SHALL default to ascending."
        let descending = match order.map(str::trim) {
            None | Some("") => false,
            Some(order) if order.eq_ignore_ascii_case("ascending") => false,
            Some(order) if order.eq_ignore_ascii_case("descending") => true,
            Some(other) => {
                return Err(ScimError::invalid_value(format!(
                    "sortOrder came as “{}”; send ascending or descending.",
                    short(other)
                )));
            }
        };
        let refused =
            |reason: &str| ScimError::invalid_value(format!("sortBy cannot be followed. {reason}"));
        let found =
            resolve(name, &[rt], false).map_err(|unresolved| refused(&unresolved.reason))?;
        let Some(target) = sortable(found) else {
            return Err(refused(&format!(
                "“{}” has parts; name one of them.",
                short(name)
            )));
        };
        Ok(Some(Self {
            target,
            canonical: target.canonical(),
            descending,
        }))
    }

    /// The attribute, such as `name.familyName` or `emails.value`.
    pub fn canonical(&self) -> &str {
        &self.canonical
    }

    /// Whether the last comes first.
    pub fn descending(&self) -> bool {
        self.descending
    }

    /// Where a resource stands: resources in the order of their keys are in the order that was
    /// asked for.
    pub fn key(&self, resource: &Object) -> SortKey {
        SortKey {
            value: self.value(resource),
            descending: self.descending,
        }
    }

    fn value(&self, resource: &Object) -> Option<SortValue> {
        let whole = leaf::get(
            resource,
            &Resolved {
                sub: None,
                ..self.target
            }
            .canonical(),
        )?;
        // RFC 7644 §3.4.2.3: "if it's a multi-valued attribute, […] sorted by the value of the
        // primary attribute, or else the first value in the list".
        let list = entries(whole);
        let is_primary = |one: &&Value| one.get("primary").is_some_and(is_true);
        let one = list.iter().find(is_primary).or_else(|| list.first())?;
        let value = match (self.target.sub, one) {
            (Some(sub), Value::Object(parts)) => parts.get(sub.name)?,
            (Some(sub), bare) if sub.name == "value" => bare,
            (Some(_), _) => return None,
            (None, value) => value,
        };
        SortValue::of(value, self.target.sub.or(self.target.attribute)?)
    }
}

/// What is compared: of a complex attribute its `value`; none where it has none.
fn sortable(found: Resolved) -> Option<Resolved> {
    let attribute = found.attribute?;
    if found.sub.is_some() || attribute.kind != Kind::Complex {
        return Some(found);
    }
    Some(Resolved {
        sub: Some(attribute.sub_attribute("value")?),
        ..found
    })
}

/// The place of a resource among others that are sorted by the same [`SortBy`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SortKey {
    value: Option<SortValue>,
    descending: bool,
}

impl SortKey {
    /// Eight bytes that differ where keys do, so that a page can tell whether the one at which the page before ended still
    /// stands where it stood.
    pub fn fingerprint(&self) -> u64 {
        match &self.value {
            None => digest(&["none"]),
            Some(SortValue::Boolean(boolean)) => digest(&["boolean", &boolean.to_string()]),
            Some(SortValue::Instant(instant)) => digest(&["instant", &instant.to_string()]),
            Some(SortValue::Text(text)) => digest(&["text", text]),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum SortValue {
    Boolean(bool),
    Instant(jiff::Timestamp),
    Text(String),
}

impl SortValue {
    /// RFC 7644 §3.4.2.3: strings are compared by `caseExact`, date-times as such.
    fn of(value: &Value, attribute: &Attribute) -> Option<Self> {
        match value {
            Value::Null => None,
            Value::Bool(boolean) => Some(Self::Boolean(*boolean)),
            Value::String(text) if attribute.kind == Kind::DateTime => {
                text.parse().ok().map(Self::Instant)
            }
            Value::String(text) if attribute.case_exact => Some(Self::Text(text.clone())),
            Value::String(text) => Some(Self::Text(caseless(text))),
            other => Some(Self::Text(other.to_string())),
        }
    }
}

impl Ord for SortKey {
    /// RFC 7644 §3.4.2.3: resources without a value come "last if ascending and first if
    /// descending".
    fn cmp(&self, other: &Self) -> Ordering {
        let ascending = match (&self.value, &other.value) {
            (Some(one), Some(another)) => one.cmp(another),
            (one, another) => one.is_none().cmp(&another.is_none()),
        };
        if self.descending {
            ascending.reverse()
        } else {
            ascending
        }
    }
}

impl PartialOrd for SortKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn sorted(by: &str, order: Option<&str>, users: &Value) -> Vec<String> {
        let by = SortBy::parse(Some(by), order, ResourceType::user())
            .unwrap()
            .unwrap();
        let mut users: Vec<Object> = users
            .as_array()
            .unwrap()
            .iter()
            .map(|user| user.as_object().unwrap().clone())
            .collect();
        users.sort_by_cached_key(|user| by.key(user));
        users
            .iter()
            .map(|user| user["id"].as_str().unwrap().to_owned())
            .collect()
    }

    #[test]
    fn what_cannot_be_sorted_by_is_refused() {
        let refused = |by, order| {
            SortBy::parse(Some(by), order, ResourceType::user())
                .unwrap_err()
                .to_string()
        };
        insta::assert_snapshot!(refused("usrName", None), @"sortBy cannot be followed. A User has no attribute “usrName”; did you mean userName?");
        insta::assert_snapshot!(refused("name", None), @"sortBy cannot be followed. “name” has parts; name one of them.");
        insta::assert_snapshot!(refused("userName", Some("upwards")), @"sortOrder came as “upwards”; send ascending or descending.");
    }

    #[test]
    fn without_an_attribute_nothing_is_sorted() {
        assert_eq!(
            SortBy::parse(None, Some("descending"), ResourceType::user()),
            Ok(None)
        );
        assert_eq!(
            SortBy::parse(Some(" "), None, ResourceType::user()),
            Ok(None)
        );
    }

    #[test]
    fn those_without_a_value_come_last_ascending_and_first_descending() {
        let users = json!([{"id": "none"}, {"id": "b", "title": "b"}, {"id": "A", "title": "A"}, {"id": "null", "title": null}]);
        assert_eq!(sorted("TITLE", None, &users), ["A", "b", "none", "null"]);
        assert_eq!(
            sorted("title", Some("Descending"), &users),
            ["none", "null", "b", "A"]
        );
    }

    #[test]
    fn keys_that_differ_have_other_fingerprints() {
        let by = SortBy::parse(Some("title"), None, ResourceType::user())
            .unwrap()
            .unwrap();
        let prints: std::collections::HashSet<u64> =
            [json!({}), json!({"title": "a"}), json!({"title": "none"})]
                .iter()
                .map(|user| by.key(user.as_object().unwrap()).fingerprint())
                .collect();
        assert_eq!(prints.len(), 3);
        let same = |title: &str| {
            by.key(json!({"title": title}).as_object().unwrap())
                .fingerprint()
        };
        assert_eq!(same("A"), same("a"));
    }

    #[test]
    fn lists_are_sorted_by_their_primary_or_first_entry_and_dates_as_instants() {
        let users = json!([
            {"id": "1", "emails": [{"value": "a"}, {"value": "z", "primary": true}], "meta": {"created": "2026-01-01T00:00:00Z"}},
            {"id": "2", "emails": [{"value": "B"}], "meta": {"created": "2026-01-01T00:30:00+01:00"}},
        ]);
        assert_eq!(sorted("emails", None, &users), ["2", "1"]);
        assert_eq!(
            sorted("emails.value", Some("descending"), &users),
            ["1", "2"]
        );
        assert_eq!(sorted("meta.created", None, &users), ["2", "1"]);
    }
}
