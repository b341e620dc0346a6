//! References from one operation to the resource that another one makes (RFC 7644 §3.7.2): the
//! value `bulkId:x` wherever an id may stand.

use std::collections::HashMap;

use serde_json::Value;

const PREFIX: &str = "bulkId:";

/// The bulkIds that a body refers to, each once, in the order in which they come.
pub fn references(data: &Value) -> Vec<String> {
    let mut found = Vec::new();
    collect(data, &mut found);
    let mut seen = std::collections::HashSet::new();
    found.retain(|name| seen.insert(name.clone()));
    found
}

/// Puts ids in the place of the references whose bulkId is known; the others stay, so that
/// [`references`] can tell.
#[expect(
    clippy::implicit_hasher,
    reason = "the names come from one request and the map lives as long as it"
)]
pub fn resolve(data: &mut Value, ids: &HashMap<String, String>) {
    match data {
        Value::String(text) => {
            if let Some(id) = reference(text).and_then(|name| ids.get(name)) {
                text.clone_from(id);
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|one| resolve(one, ids)),
        Value::Object(members) => members.values_mut().for_each(|value| resolve(value, ids)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The bulkId that a path refers to: `/Groups/bulkId:x`.
pub(super) fn in_path(path: &str) -> Option<&str> {
    path.split('/').find_map(reference)
}

/// The depth of a body is bounded where it is read (see [`crate::json::MAX_DEPTH`]).
fn collect(data: &Value, found: &mut Vec<String>) {
    match data {
        Value::String(text) => found.extend(reference(text).map(str::to_owned)),
        Value::Array(list) => list.iter().for_each(|one| collect(one, found)),
        Value::Object(members) => members.values().for_each(|value| collect(value, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The bulkId that a text refers to, in any case of `bulkId`; none where it is no reference.
pub fn reference(text: &str) -> Option<&str> {
    let (prefix, name) = text.split_at_checked(PREFIX.len())?;
    (prefix.eq_ignore_ascii_case(PREFIX) && !name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_only_looks_like_a_reference_is_none() {
        for text in ["bulkId:", "bulkI", "xbulkId:a", "bulkid", "", "bulkIdé:"] {
            assert!(references(&json!([text])).is_empty(), "{text}");
        }
    }

    #[test]
    fn references_are_found_and_replaced_wherever_they_stand() {
        let mut data = json!({"members": [{"value": "bulkId:a"}, {"value": "BULKID:b"}, {"value": "bulkId:a"}], "x": {"manager": "bulkId:c"}});
        assert_eq!(references(&data), ["a", "b", "c"]);
        resolve(
            &mut data,
            &HashMap::from([
                ("a".to_owned(), "1".to_owned()),
                ("b".to_owned(), "2".to_owned()),
            ]),
        );
        assert_eq!(
            data,
            json!({"members": [{"value": "1"}, {"value": "2"}, {"value": "1"}], "x": {"manager": "bulkId:c"}})
        );
        assert_eq!(references(&data), ["c"]);
        assert_eq!(in_path("/Users/bulkId:a"), Some("a"));
    }
}
