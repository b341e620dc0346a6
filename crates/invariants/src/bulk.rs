//! Bulk requests (RFC 7644 §3.7): the message, the order of its operations, and what each of them holds.

use std::collections::{HashMap, HashSet};

use latchkey_scim::bulk::{self, BulkMethod, BulkOperation, BulkRequest, MAX_OPERATIONS};
use latchkey_scim::patch::{self, PatchRequest};
use latchkey_scim::schema::ResourceType;
use latchkey_scim::{ScimError, json, resource};
use serde_json::Value;

use crate::refused;

/// The request is refused as a whole, or its operations come in an order in which each can be read.
pub fn holds(input: &[u8]) {
    let body = match json::parse(input) {
        Ok(body) => body,
        Err(error) => return refused::scim(&error),
    };
    let request = match BulkRequest::parse(body) {
        Ok(request) => request,
        Err(error) => return refused::scim(&error),
    };
    assert!(request.operations.len() <= MAX_OPERATIONS);
    match request.order() {
        Ok(order) => carried_out(&request, &order),
        Err(error) => {
            assert_eq!(error.status(), 409, "{error}");
            refused::scim(&error);
            assert!(
                has_a_circle(&request),
                "refused for a circle that is not there: {error}"
            );
        }
    }
}

/// Goes through the operations as the app does, with an id for each resource that is made.
fn carried_out(request: &BulkRequest, order: &[usize]) {
    let each: HashSet<usize> = order.iter().copied().collect();
    assert_eq!(each.len(), request.operations.len(), "{order:?}");
    assert_eq!(order.len(), request.operations.len(), "{order:?}");
    let known: HashSet<&str> = request
        .operations
        .iter()
        .filter_map(|operation| operation.bulk_id.as_deref())
        .collect();
    let mut ids = HashMap::new();
    for (done, &at) in order.iter().enumerate() {
        let operation = &request.operations[at];
        let mut data = operation.data.clone().unwrap_or(Value::Null);
        bulk::resolve(&mut data, &ids);
        for reference in bulk::references(&data) {
            assert!(
                !known.contains(reference.as_str()),
                "{reference} is referred to before it is there"
            );
        }
        if let Err(error) = read(operation, data) {
            refused::scim(&error);
        }
        if let Some(bulk_id) = &operation.bulk_id {
            ids.insert(bulk_id.clone(), format!("id-{done}"));
        }
    }
}

/// The body of one operation, by what it is to do.
fn read(operation: &BulkOperation, data: Value) -> Result<(), ScimError> {
    let is_group = operation.path.contains("Groups");
    match (operation.method, is_group) {
        (BulkMethod::Delete, _) => {}
        (BulkMethod::Patch, true) => {
            let request = PatchRequest::parse(data, ResourceType::group())?;
            patch::group::changes(&request)?;
        }
        (BulkMethod::Patch, false) => {
            PatchRequest::parse(data, ResourceType::user())?;
        }
        (BulkMethod::Post | BulkMethod::Put, true) => {
            resource::read_group(data)?;
        }
        (BulkMethod::Post | BulkMethod::Put, false) => {
            resource::read(data, ResourceType::user())?;
        }
    }
    Ok(())
}

/// Whether some operation needs itself, however many steps away. Slow and plain, unlike the order that it judges.
fn has_a_circle(request: &BulkRequest) -> bool {
    let needs = |operation: &BulkOperation| {
        let mut names = operation
            .data
            .as_ref()
            .map(bulk::references)
            .unwrap_or_default();
        // The path is data like any other here: a list of its parts.
        let parts = operation.path.split('/').map(Value::from).collect();
        names.extend(bulk::references(&Value::Array(parts)));
        names
    };
    let by_name: HashMap<&str, &BulkOperation> = request
        .operations
        .iter()
        .filter_map(|operation| Some((operation.bulk_id.as_deref()?, operation)))
        .collect();
    by_name.keys().any(|start| {
        let mut seen = HashSet::new();
        let mut next = needs(by_name[start]);
        while let Some(name) = next.pop() {
            if name == *start {
                return true;
            }
            if let Some(operation) = by_name.get(name.as_str())
                && seen.insert(name)
            {
                next.extend(needs(operation));
            }
        }
        false
    })
}
