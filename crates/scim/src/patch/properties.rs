//! What holds for every PATCH.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::resource::tests::json_values;
use crate::schema::ResourceType;
use crate::{Object, leaf, resource, urn};

fn paths() -> impl Strategy<Value = Option<String>> {
    prop::option::of(prop::sample::select(vec![
        "userName".to_owned(),
        "active".to_owned(),
        "name".to_owned(),
        "name.givenName".to_owned(),
        "emails".to_owned(),
        "emails.value".to_owned(),
        "emails[type eq \"a\"]".to_owned(),
        "emails[type eq \"a\"].value".to_owned(),
        "emails[not (primary eq true)].primary".to_owned(),
        "roles".to_owned(),
        "roles[value eq \"a\"].type".to_owned(),
        "id".to_owned(),
        "schemas".to_owned(),
        "accessRole".to_owned(),
        urn::ENTERPRISE_USER.to_owned(),
        format!("{}:manager", urn::ENTERPRISE_USER),
        format!("{}:manager.value", urn::ENTERPRISE_USER),
    ]))
}

fn operations() -> impl Strategy<Value = Value> {
    let op = prop::sample::select(vec!["add", "Replace", "remove"]);
    let operation = (op, paths(), json_values())
        .prop_map(|(op, path, value)| json!({"op": op, "path": path, "value": value}));
    prop::collection::vec(operation, 1..6).prop_map(Value::from)
}

/// Users as they are stored: what was read of some body.
fn users() -> impl Strategy<Value = Object> {
    json_values().prop_map(|body| {
        let mut user = match resource::read(body, ResourceType::user()) {
            Ok(incoming) => incoming.resource,
            Err(_) => Object::from_iter([("schemas".to_owned(), json!([urn::USER]))]),
        };
        user.insert("id".to_owned(), json!("1"));
        user
    })
}

fn request(operations: Value) -> Result<PatchRequest, crate::ScimError> {
    PatchRequest::parse(json!({"Operations": operations}), ResourceType::user())
}

fn patched(operations: Value, user: &Object) -> Result<Patched, crate::ScimError> {
    apply(&request(operations)?, user, ResourceType::user())
}

proptest! {
    #[test]
    fn no_json_makes_it_panic(message in json_values(), user in users()) {
        if let Ok(request) = PatchRequest::parse(message, ResourceType::user()) {
            let _ = apply(&request, &user, ResourceType::user());
        }
    }

    #[test]
    fn the_result_is_a_resource_that_reads_as_itself(operations in operations(), user in users()) {
        if let Ok(patched) = patched(operations, &user) {
            prop_assert_eq!(&patched.resource["id"], &json!("1"));
            let mut whole = patched.resource.clone();
            whole.shift_remove("id");
            let read = resource::read(Value::Object(whole.clone()), ResourceType::user());
            prop_assert_eq!(Value::Object(read.unwrap().resource), Value::Object(whole));
        }
    }

    /// The operations after one that fails leave no trace, nor do those before it.
    #[test]
    fn all_operations_apply_or_none(operations in operations(), user in users()) {
        let before = user.clone();
        let result = patched(operations.clone(), &user);
        prop_assert_eq!(&user, &before);
        let mut with_failure = operations.as_array().unwrap().clone();
        with_failure.push(json!({"op": "replace", "path": "id", "value": "another"}));
        if result.is_ok() {
            prop_assert!(patched(Value::Array(with_failure), &user).is_err());
        }
    }

    /// Applying one by one comes to the same as applying all at once.
    #[test]
    fn operations_apply_in_their_order(operations in operations(), user in users()) {
        let mut one_by_one: Result<Object, crate::ScimError> = Ok(user.clone());
        for operation in operations.as_array().unwrap() {
            one_by_one = one_by_one.and_then(|user| Ok(patched(json!([operation]), &user)?.resource));
        }
        let at_once = patched(operations, &user).map(|patched| patched.resource);
        prop_assert_eq!(at_once.ok(), one_by_one.ok());
    }

    #[test]
    fn what_is_added_and_removed_again_was_never_there(user in users(), value in "[d-f]{1,4}") {
        let mut before = user;
        before.shift_remove("title");
        let entry = json!({"value": value, "type": "added"});
        let added = patched(json!([
            {"op": "add", "path": "emails", "value": [entry]},
            {"op": "add", "path": "title", "value": value},
            {"op": "add", "path": format!("{}:costCenter", urn::ENTERPRISE_USER), "value": value},
        ]), &before).unwrap().resource;
        let removed = patched(json!([
            {"op": "remove", "path": "emails[type eq \"added\"]"},
            {"op": "remove", "path": "title"},
            {"op": "remove", "path": format!("{}:costCenter", urn::ENTERPRISE_USER)},
        ]), &added).unwrap().resource;
        prop_assert_eq!(removed, before);
    }

    /// Okta sends back what it was given: nothing may come of it.
    #[test]
    fn an_echo_changes_nothing(user in users()) {
        for op in ["add", "replace"] {
            let echo = patched(json!([{"op": op, "value": user}]), &user).unwrap();
            for (name, value) in leaf::leaves(&user, ResourceType::user()) {
                let after = leaf::get(&echo.resource, &name).cloned().unwrap_or_default();
                prop_assert!(leaf::equal(value, &after, &name, ResourceType::user()), "{} {} {}", name, value, after);
            }
            prop_assert_eq!(
                leaf::leaves(&echo.resource, ResourceType::user()).len(),
                leaf::leaves(&user, ResourceType::user()).len()
            );
        }
    }

    #[test]
    fn no_json_makes_the_changes_of_a_group_panic(operations in operations(), message in json_values()) {
        for message in [message, json!({"Operations": operations})] {
            if let Ok(request) = PatchRequest::parse(message, ResourceType::group()) {
                let _ = group::changes(&request);
            }
        }
    }
}
