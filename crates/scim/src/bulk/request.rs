//! The message of a Bulk request.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet};

use serde_json::Value;

use super::reference::{in_path, references};
use crate::intake::{described, short};
use crate::{Object, ScimError};

/// How many operations one request may hold.
pub const MAX_OPERATIONS: usize = 1_000;
/// How many bytes one request may be long.
pub const MAX_PAYLOAD: usize = 8 * 1024 * 1024;

/// Many operations in one request.
#[derive(Clone, Debug, PartialEq)]
pub struct BulkRequest {
    /// After how many refusals the rest is left undone; none for never.
    pub fail_on_errors: Option<u64>,
    /// In the order in which they came, which is that of the answer.
    pub operations: Vec<BulkOperation>,
}

/// The methods that an operation can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BulkMethod {
    /// Adds a resource.
    Post,
    /// Replaces one.
    Put,
    /// Changes one.
    Patch,
    /// Removes one.
    Delete,
}

impl BulkMethod {
    /// The name in capitals.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        [Self::Post, Self::Put, Self::Patch, Self::Delete]
            .into_iter()
            .find(|method| method.as_str().eq_ignore_ascii_case(word))
    }
}

/// One operation.
#[derive(Clone, Debug, PartialEq)]
pub struct BulkOperation {
    /// What to do.
    pub method: BulkMethod,
    /// The client's name for the resource; a POST always has one.
    pub bulk_id: Option<String>,
    /// The entity tag that the resource must have.
    pub version: Option<String>,
    /// The path below the base URL, such as `/Users/42`; the id may be a `bulkId:…`.
    pub path: String,
    /// The body; all but a DELETE have one.
    pub data: Option<Value>,
}

impl BulkRequest {
    /// Reads the message. Names and methods may come in any case, `schemas` may be missing.
    ///
    /// More than [`MAX_OPERATIONS`] are refused with 413, as RFC 7644 §3.7.4 has it; a POST without
    /// a `bulkId`, or two with the same, with 400.
    pub fn parse(value: Value) -> Result<Self, ScimError> {
        let Value::Object(mut message) = value else {
            return Err(syntax(&format!("The body is {}", described(&value))));
        };
        let fail_on_errors = match take(&mut message, "failOnErrors") {
            None | Some(Value::Null) => None,
            Some(value) => Some(count(&value)?),
        };
        let operations = match take(&mut message, "Operations") {
            Some(Value::Array(operations)) => operations,
            Some(other) => return Err(syntax(&format!("“Operations” is {}", described(&other)))),
            None => return Err(syntax("The body has no “Operations”")),
        };
        if operations.len() > MAX_OPERATIONS {
            return Err(ScimError::payload_too_large(format!(
                "The request has {} operations; {MAX_OPERATIONS} are taken at most. Nothing was changed; send several requests.",
                operations.len()
            )));
        }
        let operations: Vec<_> = operations.into_iter().map(read).collect::<Result<_, _>>()?;
        let mut seen = HashSet::new();
        for bulk_id in operations
            .iter()
            .filter_map(|operation| operation.bulk_id.as_deref())
        {
            if !seen.insert(bulk_id) {
                return Err(ScimError::invalid_value(format!(
                    "Two operations have the bulkId “{}”. Nothing was changed; give each its own.",
                    short(bulk_id)
                )));
            }
        }
        Ok(Self {
            fail_on_errors,
            operations,
        })
    }

    /// An order in which every operation comes after those whose `bulkId` it refers to, else as
    /// they came: their places in `operations`.
    ///
    /// RFC 7644 §3.7.1: a circular reference that the server cannot resolve is a 409. A reference
    /// to a `bulkId` that no operation has is left for the operation itself to fail by.
    pub fn order(&self) -> Result<Vec<usize>, ScimError> {
        let places: HashMap<&str, usize> = self
            .operations
            .iter()
            .enumerate()
            .filter_map(|(place, operation)| Some((operation.bulk_id.as_deref()?, place)))
            .collect();
        let needs: Vec<HashSet<usize>> = self
            .operations
            .iter()
            .map(|operation| {
                let named = operation.data.as_ref().map(references).unwrap_or_default();
                let named = named
                    .iter()
                    .map(String::as_str)
                    .chain(in_path(&operation.path));
                named.filter_map(|name| places.get(name).copied()).collect()
            })
            .collect();
        let mut lacking: Vec<usize> = needs.iter().map(HashSet::len).collect();
        let mut needed_by = vec![Vec::new(); needs.len()];
        for (place, needed) in needs.iter().enumerate() {
            for &needed in needed {
                needed_by[needed].push(place);
            }
        }
        let mut ready: BinaryHeap<_> = (0..needs.len())
            .filter(|&place| lacking[place] == 0)
            .map(Reverse)
            .collect();
        let mut order = Vec::with_capacity(needs.len());
        while let Some(Reverse(place)) = ready.pop() {
            order.push(place);
            for &waiting in &needed_by[place] {
                lacking[waiting] -= 1;
                if lacking[waiting] == 0 {
                    ready.push(Reverse(waiting));
                }
            }
        }
        if order.len() < needs.len() {
            return Err(self.circle(&lacking));
        }
        Ok(order)
    }

    fn circle(&self, lacking: &[usize]) -> ScimError {
        let names: Vec<String> = self
            .operations
            .iter()
            .zip(lacking)
            .filter(|(_, lacking)| **lacking > 0)
            .filter_map(|(operation, _)| operation.bulk_id.as_deref().map(short))
            .take(4)
            .collect();
        ScimError::conflict(format!(
            "Operations refer to each other in a circle, among them {}, so none can come first. Nothing was changed; \
             add the resources first and refer to them by their ids.",
            names.join(", ")
        ))
    }
}

fn read(operation: Value) -> Result<BulkOperation, ScimError> {
    let Value::Object(mut operation) = operation else {
        return Err(syntax(&format!(
            "An operation is {}",
            described(&operation)
        )));
    };
    let Some(word) = text(&mut operation, "method")? else {
        return Err(syntax("An operation has no method"));
    };
    let Some(method) = BulkMethod::from_word(&word) else {
        return Err(syntax(&format!(
            "An operation has the method “{}”",
            short(&word)
        )));
    };
    let bulk_id = text(&mut operation, "bulkId")?;
    // RFC 7644 §3.7: bulkId "REQUIRED when "method" is "POST"."
    if method == BulkMethod::Post && bulk_id.is_none() {
        return Err(ScimError::invalid_value(
            "A POST in the request has no bulkId, so the answer could not say what became of it. Nothing was changed; \
             give each POST a bulkId of its own.",
        ));
    }
    let Some(path) = text(&mut operation, "path")? else {
        return Err(syntax("An operation has no path"));
    };
    let version = text(&mut operation, "version")?;
    let data = take(&mut operation, "data").filter(|data| !data.is_null());
    if data.is_none() && method != BulkMethod::Delete {
        return Err(syntax(&format!("A {} has no data", method.as_str())));
    }
    Ok(BulkOperation {
        method,
        bulk_id,
        version,
        path,
        data,
    })
}

/// A member by its name in any case.
fn take(object: &mut Object, name: &str) -> Option<Value> {
    let key = object
        .keys()
        .find(|key| key.eq_ignore_ascii_case(name))?
        .clone();
    object.shift_remove(&key)
}

/// A text; null and a blank one are none.
fn text(object: &mut Object, name: &str) -> Result<Option<String>, ScimError> {
    match take(object, name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text).filter(|text| !text.trim().is_empty())),
        Some(other) => Err(syntax(&format!(
            "The {name} of an operation is {}",
            described(&other)
        ))),
    }
}

fn count(value: &Value) -> Result<u64, ScimError> {
    let number = match value {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    number.ok_or_else(|| {
        ScimError::invalid_value(format!(
            "failOnErrors came as {}; send a whole number. Nothing was changed.",
            described(value)
        ))
    })
}

fn syntax(what: &str) -> ScimError {
    ScimError::invalid_syntax(format!(
        "{what}; a Bulk request is an object whose “Operations” is a list of objects, each with a method of POST, PUT, \
         PATCH or DELETE, a path, and data. Nothing was changed."
    ))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn parse(operations: Value) -> Result<BulkRequest, ScimError> {
        BulkRequest::parse(json!({"Operations": operations}))
    }

    fn post(bulk_id: &str, refers_to: &str) -> Value {
        json!({"method": "POST", "path": "/Groups", "bulkId": bulk_id, "data": {"members": [{"value": refers_to}]}})
    }

    #[test]
    fn a_message_of_another_shape_is_refused() {
        for (operations, status) in [
            (json!({}), 400),
            (json!([1]), 400),
            (json!([{"path": "/Users"}]), 400),
            (json!([{"method": "GET", "path": "/Users"}]), 400),
            (
                json!([{"method": "POST", "path": "/Users", "data": {}}]),
                400,
            ),
            (json!([{"method": "POST", "bulkId": "a", "data": {}}]), 400),
            (json!([{"method": "PUT", "path": "/Users/1"}]), 400),
            (json!([{"method": 1, "path": "/Users/1"}]), 400),
            (json!([post("a", ""), post("a", "")]), 400),
            (
                Value::Array(vec![json!({"method": "DELETE", "path": "/Users/1"}); 1_001]),
                413,
            ),
        ] {
            assert_eq!(parse(operations).unwrap_err().status(), status);
        }
        assert_eq!(
            BulkRequest::parse(json!({"failOnErrors": -1, "Operations": []}))
                .unwrap_err()
                .status(),
            400
        );
    }

    #[test]
    fn a_circle_is_a_conflict_that_names_its_members() {
        let request = parse(json!([
            post("free", "x"),
            post("a", "bulkId:b"),
            post("b", "bulkId:a")
        ]))
        .unwrap();
        insta::assert_snapshot!(request.order().unwrap_err(), @"Operations refer to each other in a circle, among them a, b, so none can come first. Nothing was changed; add the resources first and refer to them by their ids.");
        assert_eq!(request.order().unwrap_err().status(), 409);
        assert_eq!(
            parse(json!([post("a", "bulkId:a")]))
                .unwrap()
                .order()
                .unwrap_err()
                .status(),
            409
        );
    }

    #[test]
    fn operations_come_after_those_they_refer_to_and_else_as_they_came() {
        let request = parse(json!([
            post("a", "bulkId:c"),
            post("b", "bulkId:unknown"),
            {"method": "patch", "path": "/Groups/bulkId:a", "data": {}},
            post("c", "1"),
            {"method": "Delete", "path": "/Users/1", "version": "W/\"1\""},
        ]))
        .unwrap();
        assert_eq!(request.order().unwrap(), [1, 3, 0, 2, 4]);
        assert_eq!(request.operations[4].version.as_deref(), Some("W/\"1\""));
    }

    #[test]
    fn names_come_in_any_case_and_numbers_as_strings() {
        let request = BulkRequest::parse(json!({"FailOnErrors": "2", "operations": []})).unwrap();
        assert_eq!(
            request,
            BulkRequest {
                fail_on_errors: Some(2),
                operations: vec![]
            }
        );
    }
}
