//! What each shape of PATCH does.

use serde_json::{Value, json};

use super::refusals::refused;
use super::*;
use crate::schema::ResourceType;
use crate::{Object, ScimError, urn};

pub(super) fn ada() -> Object {
    let user = json!({
        "schemas": [urn::USER, urn::ENTERPRISE_USER], "id": "1", "externalId": "00u1", "userName": "ada", "active": true,
        "title": "Countess", "name": {"givenName": "Ada", "familyName": "Byron"},
        "emails": [{"value": "ada@work.example", "type": "work", "primary": true}, {"value": "ada@home.example", "type": "home"}],
        "roles": ["User"],
        "meta": {"version": "W/\"1\""},
        urn::ENTERPRISE_USER: {"department": "Engines", "manager": {"value": "m1", "displayName": "M"}},
    });
    user.as_object().unwrap().clone()
}

pub(super) fn patch(operations: Value) -> Result<Patched, ScimError> {
    let request = PatchRequest::parse(
        json!({"schemas": [urn::PATCH_OP], "Operations": operations}),
        ResourceType::user(),
    )?;
    apply(&request, &ada(), ResourceType::user())
}

/// A member of the resource after one operation.
#[track_caller]
fn after(operation: Value, member: &str) -> Value {
    let patched = patch(json!([operation])).unwrap();
    patched.resource.get(member).cloned().unwrap_or_default()
}

#[test]
fn active_false_is_understood_in_every_shape() {
    let schema_path = format!("{}:ACTIVE", urn::USER.to_lowercase());
    for operation in [
        json!({"op": "replace", "value": {"active": false}}),
        json!({"op": "Replace", "value": {"Active": "False"}}),
        json!({"op": "REPLACE", "path": "active", "value": false}),
        json!({"op": "Add", "path": "active", "value": "false"}),
        json!({"op": "replace", "path": schema_path, "value": "FALSE"}),
        json!({"OP": "replace", "Path": "", "Value": {urn::USER: {"active": false}}}),
        json!({"op": "replace", "path": urn::USER, "value": {"active": false}}),
        json!({"op": "replace", "path": "active", "value": false, "name": "unknown"}),
    ] {
        assert_eq!(
            after(operation.clone(), "active"),
            json!(false),
            "{operation}"
        );
    }
    let message = json!({"operations": {"op": "replace", "value": {"active": false}}});
    let request = PatchRequest::parse(message, ResourceType::user()).unwrap();
    assert_eq!(
        apply(&request, &ada(), ResourceType::user())
            .unwrap()
            .resource["active"],
        json!(false)
    );
}

#[test]
fn a_deactivation_and_a_rename_in_one_request_both_happen() {
    let patched = patch(json!([{"op": "replace", "value": {"active": false, "name": {"familyName": "Lovelace"}, "userName": "Ada.Lovelace"}}])).unwrap();
    assert_eq!(patched.resource["active"], json!(false));
    assert_eq!(
        patched.resource["name"],
        json!({"givenName": "Ada", "familyName": "Lovelace"})
    );
    assert_eq!(patched.touched, ["active", "name.familyName", "userName"]);
}

#[test]
fn singular_attributes_are_set_and_taken_away() {
    assert_eq!(
        after(
            json!({"op": "add", "path": "title", "value": "Dr"}),
            "title"
        ),
        json!("Dr")
    );
    assert_eq!(
        after(
            json!({"op": "replace", "path": "nickName", "value": "A"}),
            "nickName"
        ),
        json!("A")
    );
    for operation in [
        json!({"op": "remove", "path": "TITLE"}),
        json!({"op": "replace", "path": "title", "value": null}),
        json!({"op": "replace", "path": "title", "value": " "}),
        json!({"op": "replace", "value": {"title": ""}}),
    ] {
        let patched = patch(json!([operation])).unwrap();
        assert_eq!(
            (patched.resource.get("title"), patched.cleared),
            (None, vec!["title".to_owned()])
        );
    }
}

#[test]
fn parts_of_a_complex_attribute_that_are_not_sent_stay() {
    let merged = json!({"givenName": "Ada", "familyName": "L"});
    assert_eq!(
        after(
            json!({"op": "replace", "path": "name", "value": {"familyName": "L"}}),
            "name"
        ),
        merged
    );
    assert_eq!(
        after(
            json!({"op": "add", "path": "name.familyName", "value": "L"}),
            "name"
        ),
        merged
    );
    assert_eq!(
        after(
            json!({"op": "replace", "value": {"name.familyName": "L"}}),
            "name"
        ),
        merged
    );
    assert_eq!(
        after(
            json!({"op": "replace", "path": "name[givenName eq \"ada\"].familyName", "value": "L"}),
            "name"
        ),
        merged
    );
    assert_eq!(
        after(json!({"op": "remove", "path": "name.familyName"}), "name"),
        json!({"givenName": "Ada"})
    );
    assert_eq!(
        after(json!({"op": "remove", "path": "name"}), "name"),
        json!(null)
    );
}

#[test]
fn extensions_are_reached_by_their_urn_in_every_form() {
    let enterprise = urn::ENTERPRISE_USER;
    for operation in [
        json!({"op": "replace", "path": format!("{}:Department", enterprise.to_uppercase()), "value": "Mills"}),
        json!({"op": "add", "path": enterprise, "value": {"department": "Mills"}}),
        json!({"op": "replace", "value": {enterprise: {"DEPARTMENT": "Mills"}}}),
        json!({"op": "replace", "value": {format!("{enterprise}:department"): "Mills"}}),
    ] {
        assert_eq!(
            after(operation, enterprise),
            json!({"department": "Mills", "manager": {"value": "m1", "displayName": "M"}})
        );
    }
    let manager = |operation| after(operation, enterprise)["manager"].clone();
    assert_eq!(
        manager(json!({"op": "replace", "path": format!("{enterprise}:manager"), "value": "m2"})),
        json!({"value": "m2", "displayName": "M"})
    );
    assert_eq!(
        manager(json!({"op": "remove", "path": format!("{enterprise}:manager.displayName")})),
        json!({"value": "m1"})
    );
    let patched = patch(json!([{"op": "remove", "path": enterprise}])).unwrap();
    assert_eq!(
        (
            patched.resource.get(enterprise),
            &patched.resource["schemas"]
        ),
        (None, &json!([urn::USER]))
    );
    assert!(patched.cleared.contains(&format!("{enterprise}:manager")));
}

#[test]
fn adding_to_a_list_appends_once_and_a_new_primary_demotes_the_old() {
    let work = json!({"value": "ada@work.example", "type": "work", "primary": true});
    let home = json!({"value": "ada@home.example", "type": "home"});
    let new = json!({"value": "new", "type": "other"});
    assert_eq!(
        after(
            json!({"op": "add", "path": "emails", "value": [new, new, home]}),
            "emails"
        ),
        json!([work, home, new])
    );
    assert_eq!(
        after(
            json!({"op": "add", "value": {"emails": {"value": "new", "type": "other"}}}),
            "emails"
        ),
        json!([work, home, new])
    );
    assert_eq!(
        after(
            json!({"op": "add", "path": "emails", "value": [{"value": "new", "primary": "true"}]}),
            "emails"
        ),
        json!([{"value": "ada@work.example", "type": "work", "primary": false}, home, {"value": "new", "primary": true}])
    );
    assert_eq!(
        after(
            json!({"op": "replace", "path": "emails[type eq \"home\"].primary", "value": true}),
            "emails"
        ),
        json!([{"value": "ada@work.example", "type": "work", "primary": false}, {"value": "ada@home.example", "type": "home", "primary": true}])
    );
    assert_eq!(
        after(
            json!({"op": "add", "path": "emails", "value": []}),
            "emails"
        ),
        json!([work, home])
    );
}

#[test]
fn replacing_a_list_replaces_all_of_it() {
    assert_eq!(
        after(
            json!({"op": "replace", "path": "emails", "value": ["x"]}),
            "emails"
        ),
        json!([{"value": "x"}])
    );
    assert_eq!(
        after(
            json!({"op": "replace", "path": "emails", "value": []}),
            "emails"
        ),
        json!(null)
    );
    assert_eq!(
        after(
            json!({"op": "replace", "value": {"roles": [{"value": "Admin", "type": "t"}]}}),
            "roles"
        ),
        json!([{"value": "Admin", "type": "t"}])
    );
}

#[test]
fn selected_entries_are_changed_and_the_others_stay() {
    let home = json!({"value": "ada@home.example", "type": "home"});
    let changed = json!([{"value": "new@work.example", "type": "work", "primary": true}, home]);
    for operation in [
        json!({"op": "replace", "path": "emails[type eq \"work\"].value", "value": "new@work.example"}),
        json!({"op": "add", "path": "EMAILS[Type EQ \"WORK\" and primary eq \"True\"].VALUE", "value": "new@work.example"}),
        json!({"op": "replace", "path": "emails[type eq \"work\"]", "value": {"value": "new@work.example"}}),
        json!({"op": "replace", "path": "emails[type eq \"work\"]", "value": [{"Value": "new@work.example"}]}),
        json!({"op": "replace", "path": "emails[type eq \"work\"]", "value": "new@work.example"}),
    ] {
        assert_eq!(after(operation.clone(), "emails"), changed, "{operation}");
    }
    assert_eq!(
        after(
            json!({"op": "replace", "path": "emails.type", "value": "x"}),
            "emails"
        ),
        json!([{"value": "ada@work.example", "type": "x", "primary": true}, {"value": "ada@home.example", "type": "x"}])
    );
}

#[test]
fn an_entry_that_was_never_there_is_made_of_what_the_path_asks_for() {
    for op in ["add", "replace"] {
        assert_eq!(
            after(
                json!({"op": op, "path": "phoneNumbers[type eq \"work\" and primary eq true].value", "value": "+1"}),
                "phoneNumbers"
            ),
            json!([{"type": "work", "primary": true, "value": "+1"}])
        );
    }
    assert_eq!(
        after(
            json!({"op": "add", "path": "phoneNumbers[type eq \"work\"]", "value": {"value": "+1"}}),
            "phoneNumbers"
        ),
        json!([{"type": "work", "value": "+1"}])
    );
    assert_eq!(
        after(
            json!({"op": "replace", "path": "phoneNumbers[type eq \"work\"].value", "value": ""}),
            "phoneNumbers"
        ),
        json!(null)
    );
}

#[test]
fn entries_are_taken_away_by_selection_by_part_and_by_value() {
    let work = json!([{"value": "ada@work.example", "type": "work", "primary": true}]);
    for operation in [
        json!({"op": "remove", "path": "emails[type eq \"home\"]"}),
        json!({"op": "Remove", "path": "emails", "value": [{"value": "ada@home.example"}]}),
        json!({"op": "remove", "path": "emails", "value": "ada@home.example"}),
        json!({"op": "remove", "path": "emails[type eq \"home\"].value"}),
        json!({"op": "replace", "path": "emails[type eq \"home\"].value", "value": ""}),
        json!({"op": "replace", "path": "emails[type eq \"home\"]", "value": null}),
    ] {
        assert_eq!(after(operation.clone(), "emails"), work, "{operation}");
    }
    for operation in [
        json!({"op": "remove", "path": "emails"}),
        json!({"op": "remove", "path": "emails[value pr]"}),
        json!({"op": "remove", "path": "emails.value"}),
    ] {
        let patched = patch(json!([operation])).unwrap();
        assert_eq!(
            (patched.resource.get("emails"), patched.cleared),
            (None, vec!["emails".to_owned()])
        );
    }
    for operation in [
        json!({"op": "remove", "path": "emails[type eq \"other\"]"}),
        json!({"op": "remove", "path": "emails", "value": []}),
        json!({"op": "remove", "path": "emails", "value": [{"value": "ada@home.example", "type": "work"}]}),
    ] {
        assert_eq!(after(operation, "emails"), Value::Object(ada())["emails"]);
    }
}

#[test]
fn roles_keep_their_shape_and_bare_ones_count_as_their_value() {
    assert_eq!(
        after(
            json!({"op": "replace", "path": "roles", "value": "Admin"}),
            "roles"
        ),
        json!("Admin")
    );
    assert_eq!(
        after(
            json!({"op": "add", "path": "roles", "value": [{"value": "Admin", "type": "t"}, "User"]}),
            "roles"
        ),
        json!(["User", {"value": "Admin", "type": "t"}])
    );
    assert_eq!(
        after(
            json!({"op": "replace", "path": "roles[value eq \"user\"].type", "value": "t"}),
            "roles"
        ),
        json!([{"value": "User", "type": "t"}])
    );
    assert_eq!(
        after(
            json!({"op": "remove", "path": "roles[value eq \"user\"]"}),
            "roles"
        ),
        json!(null)
    );
}

#[test]
fn an_access_role_without_its_namespace_is_kept_aside() {
    let role = |operation| patch(json!([operation])).unwrap().core_access_role;
    assert_eq!(
        role(json!({"op": "replace", "path": "accessRole", "value": "Admin"})),
        Some(json!("Admin"))
    );
    assert_eq!(
        role(json!({"op": "replace", "value": {urn::USER: {"accessRole": "Admin"}}})),
        Some(json!("Admin"))
    );
    assert_eq!(
        role(json!({"op": "remove", "path": format!("{}:accessRole", urn::USER)})),
        Some(Value::Null)
    );
    assert_eq!(role(json!({"op": "remove", "path": "title"})), None);
    let path = format!("{}:accessRole", urn::LATCHKEY_USER);
    assert_eq!(
        after(
            json!({"op": "add", "path": path, "value": "User"}),
            urn::LATCHKEY_USER
        ),
        json!({"accessRole": "User"})
    );
}

#[test]
fn unknown_names_without_a_path_are_named_and_with_one_refused() {
    let patched = patch(
        json!([{"op": "replace", "value": {"id": "1", "meta": {}, "shoeSize": 44, "title": "x"}}]),
    )
    .unwrap();
    assert_eq!(
        (patched.ignored, &patched.resource["title"]),
        (vec!["shoeSize".to_owned()], &json!("x"))
    );
    assert!(
        refused(json!([{"op": "replace", "path": "shoeSize", "value": 44}]))
            .starts_with("400 invalidPath: ")
    );
}

#[test]
fn a_password_is_seen_and_not_kept() {
    for operation in [
        json!({"op": "replace", "path": "password", "value": "s3cret"}),
        json!({"op": "replace", "value": {"password": "s3cret"}}),
    ] {
        let patched = patch(json!([operation])).unwrap();
        assert!(patched.password_sent && !format!("{patched:?}").contains("s3cret"));
    }
}
