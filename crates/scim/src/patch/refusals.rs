//! What PATCH refuses.

use serde_json::{Value, json};

use super::tests::{ada, patch};
use super::*;
use crate::schema::ResourceType;

#[track_caller]
pub(super) fn refused(operations: Value) -> String {
    let error = patch(operations).unwrap_err();
    format!(
        "{} {}: {error}",
        error.status(),
        error.scim_type().map_or("", crate::ScimType::as_str)
    )
}

#[test]
fn a_message_of_another_shape_is_refused() {
    insta::assert_snapshot!(refused(json!("x")), @"400 invalidSyntax: “Operations” is the text “x”; a PATCH is an object whose “Operations” is a list of objects, each with an op of add, replace or remove. Nothing was changed.");
    insta::assert_snapshot!(refused(json!([{"op": "move", "path": "title"}])), @"400 invalidSyntax: An operation has the op “move”; a PATCH is an object whose “Operations” is a list of objects, each with an op of add, replace or remove. Nothing was changed.");
    for operations in [
        json!([]),
        json!([1]),
        json!([{"path": "title"}]),
        json!([{"op": 1}]),
        json!(null),
    ] {
        assert!(refused(operations).starts_with("400 invalidSyntax: "));
    }
    assert!(
        refused(json!([{"op": "add", "path": 1, "value": 1}])).starts_with("400 invalidPath: ")
    );
    assert!(refused(json!([{"op": "add", "path": "title"}])).starts_with("400 invalidValue: "));
    assert!(refused(json!([{"op": "add", "value": "x"}])).starts_with("400 invalidValue: "));
    assert!(
        refused(Value::Array(vec![
            json!({"op": "remove", "path": "title"});
            1_001
        ]))
        .starts_with("413 : ")
    );
}

#[test]
fn a_remove_without_a_path_has_no_target() {
    insta::assert_snapshot!(refused(json!([{"op": "remove", "value": {"title": "x"}}])), @"400 noTarget: A remove has no path, so it does not say what to remove. Nothing was changed; name the attribute in “path”.");
}

#[test]
fn what_only_the_server_writes_is_refused() {
    insta::assert_snapshot!(refused(json!([{"op": "add", "path": "groups", "value": [{"value": "g"}]}])), @"400 mutability: groups is written by this server alone, and an operation (add) names it. Nothing was changed; leave it out.");
    insta::assert_snapshot!(refused(json!([{"op": "replace", "path": "id", "value": "2"}])), @"400 mutability: The id cannot be changed, and it came as the text “2”. Nothing was changed; send the resource's own id or none.");
    for operation in [
        json!({"op": "replace", "value": {"id": "2"}}),
        json!({"op": "remove", "path": "id"}),
        json!({"op": "replace", "path": "meta.version", "value": "x"}),
        json!({"op": "remove", "path": "groups[value eq \"g\"]"}),
    ] {
        assert!(refused(json!([operation])).starts_with("400 mutability: "));
    }
}

#[test]
fn a_selection_without_a_match_has_no_target() {
    insta::assert_snapshot!(refused(json!([{"op": "replace", "path": "emails[type eq \"other\"]", "value": {"value": "x"}}])), @r#"400 noTarget: The path “emails[type eq "other"]” selects no entry of emails. Nothing was changed; add the entry, or select one that is there."#);
    for path in [
        "emails[not (type pr)].value",
        "emails[type sw \"o\"].value",
        "emails[type eq \"o\" or type eq \"p\"].value",
        "name[givenName eq \"x\"].familyName",
    ] {
        assert!(
            refused(json!([{"op": "replace", "path": path, "value": "x"}]))
                .starts_with("400 noTarget: "),
            "{path}"
        );
    }
}

#[test]
fn values_are_checked_as_in_a_whole_resource() {
    for (path, value) in [
        ("active", json!("maybe")),
        ("displayName", json!("x".repeat(257))),
        ("userName", json!("a\u{0}")),
        ("emails[type eq \"work\"].value", json!(7)),
        ("emails[type eq \"new\"].value", json!("x".repeat(255))),
        ("emails[value eq \"\u{202E}a\"].type", json!("work")),
        (
            "emails",
            json!([{"value": "a", "primary": true}, {"value": "b", "primary": true}]),
        ),
        ("emails[type eq \"work\"]", json!([1])),
    ] {
        assert!(
            refused(json!([{"op": "replace", "path": path, "value": value}]))
                .starts_with("400 invalidValue: "),
            "{path}"
        );
    }
    let many: Vec<Value> = (0..256).map(|n| json!(n.to_string())).collect();
    assert!(
        refused(json!([{"op": "add", "path": "emails", "value": many}]))
            .contains("emails has 258 entries")
    );
}

#[test]
fn one_operation_that_fails_undoes_all() {
    let request = PatchRequest::parse(
        json!({"Operations": [{"op": "replace", "path": "title", "value": "x"}, {"op": "replace", "path": "id", "value": "2"}]}),
        ResourceType::user(),
    )
    .unwrap();
    let before = ada();
    assert!(apply(&request, &before, ResourceType::user()).is_err());
    assert_eq!(before, ada());
}
