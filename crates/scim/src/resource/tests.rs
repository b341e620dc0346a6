//! Bodies of POST and PUT: what is refused, and what is understood.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::urn;

fn user(body: Value) -> Incoming {
    read(body, ResourceType::user()).unwrap()
}

/// What is understood of a body, without `schemas`.
fn kept(body: Value) -> Value {
    let mut incoming = user(body);
    incoming
        .resource
        .shift_remove("schemas")
        .expect("schemas is always there");
    Value::Object(incoming.resource)
}

#[track_caller]
fn refused(body: Value) -> String {
    let error = read(body, ResourceType::user()).unwrap_err();
    assert_eq!(
        (error.status(), error.scim_type()),
        (400, Some(crate::ScimType::InvalidValue))
    );
    error.to_string()
}

#[test]
fn a_body_that_is_no_object_is_refused() {
    for body in [json!([]), json!("x"), json!(null), json!(1)] {
        let error = read(body, ResourceType::user()).unwrap_err();
        assert_eq!(error.scim_type(), Some(crate::ScimType::InvalidSyntax));
    }
}

#[test]
fn a_value_of_another_type_is_refused_by_name() {
    insta::assert_snapshot!(refused(json!({"userName": 5})), @"userName came as the number 5; send a text. Nothing was changed.");
    insta::assert_snapshot!(refused(json!({"active": "yes"})), @"active came as the text “yes”; send true or false. Nothing was changed.");
    insta::assert_snapshot!(refused(json!({"name": ["Ada"]})), @"name came as a list of 1; send an object. Nothing was changed.");
    insta::assert_snapshot!(refused(json!({"name": {"givenName": {"x": 1}}})), @"name.givenName came as an object with x; send a text. Nothing was changed.");
    insta::assert_snapshot!(refused(json!({"emails": [7]})), @"An entry of emails came as the number 7; send an object. Nothing was changed.");
    insta::assert_snapshot!(refused(json!({"roles": [7]})), @"An entry of roles came as the number 7; send the name of a role, or an object with it. Nothing was changed.");
    insta::assert_snapshot!(refused(json!({"x509Certificates": ["not base64!"]})), @"x509Certificates.value came as the text “not base64!”; send base64. Nothing was changed.");
    insta::assert_snapshot!(refused(json!({urn::ENTERPRISE_USER: 1})), @"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User came as the number 1; send an object with its attributes. Nothing was changed.");
    refused(json!({"addresses": ["1 Main Street"]}));
    refused(json!({"accessRole": {}, "title": true}));
}

#[test]
fn a_value_that_is_too_long_is_refused_with_its_length_and_the_limit() {
    let long = |characters: usize| "é".repeat(characters);
    insta::assert_snapshot!(refused(json!({"displayName": long(100_000)})), @"displayName is 100000 characters long; it holds 256 at most. Nothing was changed.");
    insta::assert_snapshot!(refused(json!({"emails": [{"value": long(255)}]})), @"emails.value is 255 characters long; it holds 254 at most. Nothing was changed.");
    insta::assert_snapshot!(refused(json!({"phoneNumbers": vec!["1"; 257]})), @"phoneNumbers has 257 entries; it holds 256 at most. Nothing was changed.");
    for body in [
        json!({"userName": long(257)}),
        json!({"name": {"formatted": long(257)}}),
        json!({"title": long(4_097)}),
        json!({"photos": [long(65_537)]}),
        json!({"roles": long(4_097)}),
        json!({"externalId": long(4_097)}),
    ] {
        refused(body);
    }
    kept(json!({"userName": long(256), "title": long(4_096), "photos": [long(65_536)]}));
}

#[test]
fn what_cannot_be_seen_is_refused_where_it_would_mislead() {
    insta::assert_snapshot!(refused(json!({"userName": "ada\nlovelace"})), @"userName came as the text “ada�lovelace”, which holds a control character or one that cannot be seen (such as a line break or a mark of text direction). Nothing was changed; send it without.");
    insta::assert_snapshot!(refused(json!({"userName": " ada"})), @"userName came as the text “ ada”, with blanks at its beginning or end. Nothing was changed; send it without.");
    for body in [
        json!({"emails": ["a\u{0}@b.example"]}),
        json!({"displayName": "\u{202E}ada"}),
        json!({"name": {"givenName": "A\u{200B}da"}}),
    ] {
        refused(body);
    }
    kept(
        json!({"userName": "Ada Lovelace", "addresses": [{"formatted": "1 Main Street\nLondon"}]}),
    );
}

#[test]
fn two_preferred_entries_are_refused() {
    insta::assert_snapshot!(
        refused(json!({"emails": [{"value": "a", "primary": true}, {"value": "b", "primary": "True"}]})),
        @"emails has 2 entries with primary: true; one at most can be the preferred one. Nothing was changed."
    );
    refused(
        json!({"roles": [{"value": "a", "primary": "true"}, {"value": "b", "Primary": true, "primary": true}]}),
    );
}

#[test]
fn an_attribute_that_comes_twice_with_two_values_is_refused() {
    insta::assert_snapshot!(
        refused(json!({"name": {"givenName": "Ada"}, "name.givenName": "Eve"})),
        @"name.givenName came twice, as the text “Ada” and as the text “Eve”. Nothing was changed; send it once."
    );
    assert_eq!(
        kept(json!({"title": "x", urn::USER: {"Title": "x"}})),
        json!({"title": "x"})
    );
}

#[test]
fn names_and_urns_come_in_any_case_and_form() {
    let enterprise = urn::ENTERPRISE_USER.to_uppercase();
    let body = json!({
        "USERNAME": "Ada", "Name.GivenName": "Ada",
        format!("{}:name.familyName", urn::USER): "Lovelace",
        urn::USER.to_lowercase(): {"Title": "Countess"},
        enterprise.clone(): {"DEPARTMENT": "Engines"},
        format!("{enterprise}:manager.value"): "m1",
    });
    assert_eq!(
        kept(body),
        json!({
            "userName": "Ada", "name": {"givenName": "Ada", "familyName": "Lovelace"}, "title": "Countess",
            urn::ENTERPRISE_USER: {"department": "Engines", "manager": {"value": "m1"}},
        })
    );
}

#[test]
fn schemas_follow_from_what_is_there() {
    let incoming = user(json!({
        "schemas": ["urn:example:unknown"], "userName": "a",
        urn::ENTERPRISE_USER: {"department": ""}, urn::LATCHKEY_USER: {"accessRole": "Admin"},
    }));
    assert_eq!(
        incoming.resource["schemas"],
        json!([urn::USER, urn::LATCHKEY_USER])
    );
    assert_eq!(incoming.ignored, ["urn:example:unknown"]);
}

#[test]
fn what_only_the_server_writes_is_dropped_and_what_is_unknown_is_named() {
    let incoming = user(json!({
        "id": "x", "meta": {"version": 1}, "groups": [{"value": "g"}], "userName": "a",
        "shoeSize": 44, "name": {"nick": "x"}, "emails": [{"value": "a@b.example", "label": "x"}],
        "urn:example:Thing": {"a": 1}, urn::ENTERPRISE_USER: {"desk": 7}, "emails.value": "x",
    }));
    assert_eq!(
        Value::Object(incoming.resource),
        json!({"schemas": [urn::USER], "userName": "a", "emails": [{"value": "a@b.example"}]})
    );
    let desk = format!("{}:desk", urn::ENTERPRISE_USER);
    assert_eq!(
        incoming.ignored[..4],
        ["shoeSize", "name.nick", "emails.label", "urn:example:Thing"]
    );
    assert_eq!(incoming.ignored[5], "emails.value");
    assert!(desk.starts_with(incoming.ignored[4].trim_end_matches('…')));
}

#[test]
fn an_unknown_name_without_a_letter_can_be_listed() {
    for body in [json!({"": 1}), json!({"  ": 1})] {
        assert_eq!(user(body).ignored, ["\"\""]);
    }
}

#[test]
fn very_many_unknown_names_are_not_all_kept() {
    let body: Object = (0..100_000)
        .map(|n| (format!("{n}{}", "x".repeat(50)), json!(1)))
        .collect();
    assert_eq!(user(Value::Object(body)).ignored.len(), 100);
}

#[test]
fn a_password_is_seen_and_not_kept() {
    let incoming = user(json!({"userName": "a", "Password": "s3cret"}));
    assert!(incoming.password_sent);
    assert!(!format!("{incoming:?}").contains("s3cret"));
    assert!(!user(json!({"password": ""})).password_sent);
}

#[test]
fn what_comes_empty_is_a_clear() {
    let incoming = user(json!({
        "userName": "  ", "title": "", "displayName": null, "emails": [], "phoneNumbers": [{"type": "work", "value": ""}],
        "name": {"givenName": null}, "roles": "", urn::ENTERPRISE_USER: {"department": " ", "manager": {"value": ""}},
    }));
    assert_eq!(
        Value::Object(incoming.resource),
        json!({"schemas": [urn::USER]})
    );
    let extension = |name: &str| format!("{}:{name}", urn::ENTERPRISE_USER);
    assert_eq!(
        incoming.cleared,
        [
            "userName",
            "title",
            "displayName",
            "emails",
            "phoneNumbers",
            "name.givenName",
            "roles",
            &extension("department"),
            &extension("manager")
        ]
    );
}

#[test]
fn a_whole_that_comes_empty_clears_each_of_its_leaves() {
    let incoming = user(json!({"name": null, urn::LATCHKEY_USER: {}}));
    let role = format!("{}:accessRole", urn::LATCHKEY_USER);
    assert_eq!(
        incoming.cleared,
        [
            "name.formatted",
            "name.familyName",
            "name.givenName",
            "name.middleName",
            "name.honorificPrefix",
            "name.honorificSuffix",
            &role
        ]
    );
}

#[test]
fn values_are_read_as_clients_write_them() {
    for (body, expected) in [
        (json!({"active": "True"}), json!({"active": true})),
        (json!({"active": "false"}), json!({"active": false})),
        (json!({"externalId": 42}), json!({"externalId": "42"})),
        (
            json!({"emails": {"value": "a@b.example"}}),
            json!({"emails": [{"value": "a@b.example"}]}),
        ),
        (
            json!({"emails": "a@b.example"}),
            json!({"emails": [{"value": "a@b.example"}]}),
        ),
        (
            json!({"emails": ["a", null, {"VALUE": "b", "Primary": "TRUE"}]}),
            json!({"emails": [{"value": "a"}, {"value": "b", "primary": true}]}),
        ),
        (
            json!({urn::ENTERPRISE_USER: {"manager": "m1", "employeeNumber": 701_984}}),
            json!({urn::ENTERPRISE_USER: {"manager": {"value": "m1"}, "employeeNumber": "701984"}}),
        ),
        (
            json!({"x509Certificates": ["MIIB\nAA=="]}),
            json!({"x509Certificates": [{"value": "MIIB\nAA=="}]}),
        ),
    ] {
        assert_eq!(kept(body), expected);
    }
}

#[test]
fn user_name_returns_in_the_case_sent() {
    assert_eq!(
        kept(json!({"userName": "Ada.Lovelace@Example.COM"}))["userName"],
        "Ada.Lovelace@Example.COM"
    );
}

#[test]
fn roles_come_back_as_received_in_each_of_oktas_shapes() {
    for roles in [
        json!(["a", "b"]),
        json!([{"primary": true, "value": "a"}]),
        json!([{"type": "t", "value": "a"}]),
        json!([{"value": "a", "primary": "True"}]),
        json!({"value": "a"}),
        json!("a"),
    ] {
        assert_eq!(kept(json!({"roles": roles.clone()}))["roles"], roles);
    }
}

#[test]
fn an_access_role_without_its_namespace_is_kept_aside() {
    for body in [
        json!({"accessRole": "Admin"}),
        json!({urn::USER: {"AccessRole": "Admin"}}),
        json!({format!("{}:accessRole", urn::USER): "Admin"}),
    ] {
        let incoming = user(body);
        assert_eq!(incoming.core_access_role, Some(json!("Admin")));
        assert_eq!(
            Value::Object(incoming.resource),
            json!({"schemas": [urn::USER]})
        );
    }
    assert_eq!(
        user(json!({"accessRole": ""})).core_access_role,
        Some(Value::Null)
    );
    assert_eq!(user(json!({})).core_access_role, None);
}

#[test]
fn an_extension_attribute_is_not_lost_on_put() {
    let body = json!({
        "schemas": [urn::USER, urn::ENTERPRISE_USER], "userName": "a",
        urn::ENTERPRISE_USER: {"department": "Engines", "manager": {"value": "m1", "displayName": "M"}},
    });
    assert_eq!(Value::Object(user(body.clone()).resource), body);
}

#[test]
fn the_echo_of_an_answer_is_read_as_what_was_stored() {
    let stored = json!({
        "schemas": [urn::USER], "externalId": "00u1", "userName": "a@b.example", "active": false,
        "name": {"givenName": "A", "familyName": "B", "formatted": "A B"},
        "emails": [{"primary": true, "value": "a@b.example", "type": "work"}], "displayName": "A B", "locale": "en-US",
    });
    let mut answer = stored.as_object().unwrap().clone();
    answer.insert("id".into(), json!("1"));
    answer.insert("groups".into(), json!([]));
    answer.insert(
        "meta".into(),
        json!({"resourceType": "User", "location": "https://x.example/Users/1"}),
    );
    let incoming = user(Value::Object(answer));
    assert_eq!(Value::Object(incoming.resource), stored);
    assert!(incoming.ignored.is_empty() && incoming.cleared.is_empty());
}

#[test]
fn a_group_says_what_was_sent_and_what_was_cleared() {
    let group = read_group(json!({
        "schemas": [urn::GROUP], "displayName": "Engineers", "externalId": null,
        "members": [{"value": "1", "display": "a"}, "2", {"value": "1"}, {"value": "g", "type": "Group"}], "colour": "red",
    }))
    .unwrap();
    let members = ["1", "2"].map(|id| Member { value: id.into() });
    assert_eq!(
        group,
        IncomingGroup {
            display_name: "Engineers".into(),
            external_id: Some(None),
            members: Some(members.to_vec()),
            ignored: vec!["colour".into(), "members[value eq \"g\"], a Group".into()],
        }
    );
    assert_eq!(read_group(json!({})).unwrap(), IncomingGroup::default());
    assert_eq!(
        read_group(json!({"members": []})).unwrap().members,
        Some(vec![])
    );
    for members in [json!([1]), json!([{"display": "Ada King"}]), json!([{}])] {
        assert_eq!(
            read_group(json!({"members": members}))
                .unwrap_err()
                .status(),
            400
        );
    }
}

#[test]
fn a_group_of_100_000_members_is_read_and_one_more_is_refused() {
    let body = |count: usize| json!({"displayName": "All", "members": (0..count).map(|n| json!({"value": n.to_string()})).collect::<Vec<_>>()});
    assert_eq!(
        read_group(body(100_000)).unwrap().members.unwrap().len(),
        100_000
    );
    insta::assert_snapshot!(read_group(body(100_001)).unwrap_err(), @"members has 100001 entries; it holds 100000 at most. Nothing was changed.");
}

/// JSON whose names are often those of attributes.
pub(crate) fn json_values() -> impl Strategy<Value = Value> {
    let names = prop::sample::select(vec![
        "userName",
        "active",
        "name",
        "givenName",
        "emails",
        "value",
        "type",
        "primary",
        "roles",
        "members",
        "displayName",
        "manager",
        "externalId",
        "id",
        "schemas",
        "accessRole",
        "password",
        "name.givenName",
        urn::USER,
        urn::ENTERPRISE_USER,
    ]);
    let simple = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[a-c \u{e9}\n]{0,3}".prop_map(Value::from),
        Just(json!("True")),
    ];
    simple.prop_recursive(4, 40, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            prop::collection::vec((names.clone(), inner), 0..6).prop_map(|members| Value::Object(
                members
                    .into_iter()
                    .map(|(name, value)| (name.to_owned(), value))
                    .collect()
            )),
        ]
    })
}

proptest! {
    #[test]
    fn no_json_makes_it_panic(body in json_values()) {
        let _ = read(body.clone(), ResourceType::user());
        let _ = read_group(body);
    }

    #[test]
    fn what_was_read_is_read_as_itself(body in json_values()) {
        if let Ok(incoming) = read(body, ResourceType::user()) {
            let again = read(Value::Object(incoming.resource.clone()), ResourceType::user()).unwrap();
            prop_assert_eq!(again.resource, incoming.resource);
        }
    }
}

#[test]
fn of_a_role_only_what_is_known_and_says_something_is_kept() {
    let incoming =
        user(json!({"roles": ["a", "", null, {"type": "t"}, {"Value": "b", "junk": "x"}]}));
    assert_eq!(incoming.resource["roles"], json!(["a", {"Value": "b"}]));
    assert_eq!(incoming.ignored, ["roles.junk"]);
}
