//! What is refused, what is understood, and what matches.

use serde_json::{Value, json};

use super::*;
use crate::schema::ResourceType;
use crate::{Object, urn};

fn parse(text: &str) -> Filter {
    Filter::parse(text, &[ResourceType::user()]).unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[track_caller]
fn refused(text: &str) -> String {
    let error = Filter::parse(text, &[ResourceType::user()]).unwrap_err();
    assert_eq!(
        (error.status(), error.scim_type()),
        (400, Some(crate::ScimType::InvalidFilter))
    );
    error.to_string()
}

fn object(value: Value) -> Object {
    value.as_object().unwrap().clone()
}

fn ada() -> Object {
    object(json!({
        "schemas": [urn::USER, urn::ENTERPRISE_USER],
        "id": "0199-A", "externalId": "00uAda", "userName": "Ada@Example.com", "active": true,
        "name": {"givenName": "Ada", "familyName": "Lovelace"},
        "emails": [
            {"value": "ada@example.com", "type": "work", "primary": true},
            {"value": "ada@home.example", "type": "home"},
        ],
        "roles": ["User", {"value": "Admin", "Primary": "True"}],
        "meta": {"created": "2026-01-31T12:00:00Z", "lastModified": "2026-02-01T12:00:00.5Z"},
        urn::ENTERPRISE_USER: {"department": "Engines", "manager": {"value": "m1"}},
    }))
}

#[test]
fn what_does_not_follow_the_grammar_is_refused_with_its_place() {
    insta::assert_snapshot!(refused(""), @"The filter cannot be read at its end: the name of an attribute is expected.");
    insta::assert_snapshot!(refused("userName"), @"The filter cannot be read at its end: an operator is expected: eq, ne, co, sw, ew, pr, gt, ge, lt or le.");
    insta::assert_snapshot!(refused("userName is \"x\""), @r#"The filter cannot be read at character 10, before “is "x"”: an operator is expected: eq, ne, co, sw, ew, pr, gt, ge, lt or le."#);
    insta::assert_snapshot!(refused("userName eq ada"), @"The filter cannot be read at character 13, before “ada”: a value is expected: a text in double quotes, a number, true, false or null.");
    insta::assert_snapshot!(refused("userName eq \"ada"), @r#"The filter cannot be read at character 13, before “"ada”: the text that begins here has no closing quote."#);
    insta::assert_snapshot!(refused(r#"userName eq "\x""#), @r#"The filter cannot be read at character 13, before “"\x"”: the text that begins here is not written as JSON writes it."#);
    insta::assert_snapshot!(refused("(title pr"), @"The filter cannot be read at its end: “and”, “or” or “)” is expected.");
    insta::assert_snapshot!(refused("title pr)"), @"The filter cannot be read at character 9, before “)”: “and”, “or” or the end is expected.");
    insta::assert_snapshot!(refused("title pr title pr"), @"The filter cannot be read at character 10, before “title pr”: “and”, “or” or the end is expected.");
    insta::assert_snapshot!(refused("emails[type eq \"work\""), @"The filter cannot be read at its end: “and”, “or” or “]” is expected.");
    for text in [
        "and",
        "not",
        "()",
        "[]",
        "title pr and",
        "title pr or or title pr",
        "title eq",
        "emails[]",
        "\"x\" eq title",
        "\0",
        "ü eq 1",
    ] {
        refused(text);
    }
}

#[test]
fn an_attribute_that_does_not_exist_is_named_with_a_near_one() {
    insta::assert_snapshot!(refused("usrname eq \"x\""), @"The filter cannot be answered. A User has no attribute “usrname”; did you mean userName?");
    insta::assert_snapshot!(refused("emails[typ eq \"x\"]"), @"The filter cannot be answered. An entry of emails has no part “typ”; did you mean type?");
    insta::assert_snapshot!(refused("members pr"), @"The filter cannot be answered. A User has no attribute “members”.");
    insta::assert_snapshot!(refused(&format!("{} pr", urn::ENTERPRISE_USER)), @"The filter asks for “urn:ietf:params:scim:schemas:extension:enterprise:2.0:User”, which is a schema; add “:” and the name of an attribute.");
    refused("password pr");
}

#[test]
fn a_comparison_that_has_no_meaning_is_refused() {
    insta::assert_snapshot!(refused("active gt true"), @"The filter asks for active gt, which a boolean does not have; compare it with eq or ne.");
    insta::assert_snapshot!(refused("x509Certificates lt \"AA==\""), @"The filter asks for x509Certificates.value lt, which a binary does not have; compare it with eq or ne.");
    insta::assert_snapshot!(refused("active eq \"yes\""), @"The filter compares active with the text “yes”; it compares with true or false.");
    insta::assert_snapshot!(refused("userName eq 5"), @"The filter compares userName with the number 5; it compares with a text in double quotes.");
    insta::assert_snapshot!(refused("meta.created gt \"soon\""), @r#"The filter compares meta.created with the text “soon”; it compares with a date and time such as "2026-01-31T12:00:00Z"."#);
    insta::assert_snapshot!(refused("name eq \"Ada\""), @"The filter compares name, which has parts; compare one of them: name.formatted, name.familyName, name.givenName, name.middleName, name.honorificPrefix, name.honorificSuffix.");
    insta::assert_snapshot!(refused("userName[value eq \"x\"]"), @"The filter has a bracket after userName, which has no parts to select by.");
    refused("title gt null");
    refused("active co \"ru\"");
}

#[test]
fn a_filter_that_is_too_long_or_too_deep_is_refused_and_does_no_harm() {
    insta::assert_snapshot!(refused(&format!("title eq \"{}\"", "x".repeat(4_096))), @"The filter is 4107 bytes long; 4096 are read at most. Ask in several shorter ones.");
    let nested = |depth: usize| format!("{}title pr{}", "(".repeat(depth), ")".repeat(depth));
    parse(&nested(MAX_DEPTH));
    insta::assert_snapshot!(refused(&nested(MAX_DEPTH + 1)), @"The filter has more than 16 groups inside each other. Write it flatter.");
    refused(&"(".repeat(4_000));
    refused(&"not ".repeat(1_000));
    let chain = |terms: usize| vec!["title pr"; terms].join(" or ");
    parse(&chain(MAX_TERMS));
    insta::assert_snapshot!(refused(&chain(MAX_TERMS + 1)), @"The filter has more than 100 comparisons. Ask in several shorter ones.");
}

#[test]
fn not_binds_tighter_than_and_and_that_tighter_than_or() {
    let title = || parse("title pr");
    assert_eq!(
        parse("title pr OR title pr And NOT (title pr) or title pr"),
        Filter::Or(vec![
            title(),
            Filter::And(vec![title(), Filter::Not(Box::new(title()))]),
            title()
        ])
    );
    assert_eq!(
        parse("(title pr or title pr) and title pr"),
        Filter::And(vec![Filter::Or(vec![title(), title()]), title()])
    );
}

#[test]
fn paths_come_out_in_their_canonical_spelling() {
    let enterprise = urn::ENTERPRISE_USER;
    for (text, printed) in [
        (
            "USERNAME EQ \"x\"".to_owned(),
            "userName eq \"x\"".to_owned(),
        ),
        (
            format!("{}:UserName pr", urn::USER.to_uppercase()),
            "userName pr".to_owned(),
        ),
        (
            format!("{}:Department sw \"e\"", enterprise.to_lowercase()),
            format!("{enterprise}:department sw \"e\""),
        ),
        (
            format!("{enterprise}:manager eq \"m\""),
            format!("{enterprise}:manager.value eq \"m\""),
        ),
        (
            "emails co \"@x\"".to_owned(),
            "emails.value co \"@x\"".to_owned(),
        ),
        ("emails pr".to_owned(), "emails pr".to_owned()),
        (
            "emails[type eq \"work\"].value eq \"x\"".to_owned(),
            "emails[type eq \"work\" and value eq \"x\"]".to_owned(),
        ),
        (
            "emails [ type eq \"work\" ]".to_owned(),
            "emails[type eq \"work\"]".to_owned(),
        ),
        (
            "active eq \"False\"".to_owned(),
            "active eq false".to_owned(),
        ),
        (
            "externalId eq 7".to_owned(),
            "externalId eq \"7\"".to_owned(),
        ),
        (
            "meta.created ge \"2026-01-31T13:00:00+01:00\"".to_owned(),
            "meta.created ge \"2026-01-31T12:00:00Z\"".to_owned(),
        ),
        (
            r#"title eq "a\"b\u00e9\\""#.to_owned(),
            r#"title eq "a\"bé\\""#.to_owned(),
        ),
        ("not title pr".to_owned(), "not (title pr)".to_owned()),
    ] {
        let filter = parse(&text);
        assert_eq!(filter.to_string(), printed);
        assert_eq!(parse(&printed), filter);
    }
}

#[test]
fn what_does_not_match() {
    for text in [
        "userName eq \"ada\"",
        "externalId eq \"00uada\"",
        "id eq \"0199-a\"",
        "active eq false",
        "title pr",
        "title co \"x\"",
        "emails[type eq \"home\" and primary eq true]",
        "emails[type eq \"home\"].value co \"@example.com\"",
        "emails.type eq \"other\"",
        "meta.lastModified gt \"2026-02-01T12:00:00.500Z\"",
        "userName ne \"ada@example.com\"",
        "title ne null",
        "not (userName pr)",
        "roles[value eq \"User\" and primary eq true]",
        "groups.value eq \"g\"",
    ] {
        assert!(!parse(text).matches(&ada()), "{text}");
    }
}

#[test]
fn what_matches() {
    for text in [
        "userName eq \"ADA@EXAMPLE.COM\"",
        "username Sw \"ADA@\"",
        "userName gt \"Ada\" and userName le \"ada@example.com\"",
        "externalId eq \"00uAda\"",
        "active eq true",
        "active eq \"True\"",
        "active ne false",
        "title eq null",
        "title ne \"Countess\"",
        "name.familyName ew \"LACE\"",
        "name pr",
        "emails co \"@HOME\"",
        "emails[type eq \"work\" and value co \"@example\"]",
        "emails[type eq \"home\" and not (primary eq true)]",
        "emails[type eq \"home\"].value ew \".example\"",
        "emails.type ne \"work\"",
        "meta.created lt \"2026-01-31T14:00:00.001+02:00\"",
        "meta.lastModified eq \"2026-02-01T13:00:00.500+01:00\"",
        "meta.lastModified gt \"2026-02-01T12:00:00\"",
        "meta.created sw \"2026-01\"",
        "roles eq \"user\"",
        "roles[value eq \"admin\" and primary eq true]",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq \"engines\"",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value eq \"m1\"",
        "schemas eq \"urn:ietf:params:scim:schemas:core:2.0:User\"",
        "title pr or (active eq true and not (userName co \"zzz\"))",
    ] {
        assert!(parse(text).matches(&ada()), "{text}");
    }
}

#[test]
fn names_match_whatever_their_unicode_form() {
    let user = object(json!({"userName": "zoe\u{308}"}));
    assert!(parse("userName eq \"ZOË\"").matches(&user));
}

#[test]
fn an_attribute_of_another_type_has_no_value() {
    let filter = Filter::parse(
        "members.value eq \"1\" or userName eq \"x\"",
        ResourceType::all(),
    )
    .unwrap();
    assert!(!filter.matches(&ada()));
    assert!(filter.matches(&object(
        json!({"displayName": "g", "members": [{"value": "1"}]})
    )));
    assert!(
        filter.mentions("MEMBERS") && filter.mentions("userName") && !filter.mentions("groups")
    );
}

#[test]
fn equalities_that_every_match_needs_are_found() {
    let filter = parse(
        "userName eq \"a\" and (active eq true and externalId eq \"b\") and (title eq \"x\" or title eq \"y\") and not (locale eq \"z\")",
    );
    assert_eq!(
        filter.required_equalities(),
        [("userName", "a"), ("externalId", "b")]
    );
    assert!(
        parse("userName eq \"a\" or title pr")
            .required_equalities()
            .is_empty()
    );
}

/// The group that the reader makes around the alternatives is a level in what it prints.
#[test]
fn what_is_read_at_the_deepest_level_can_be_read_again_as_it_is_printed() {
    let inner = "emails[type eq \"a\" or type eq \"b\"].value eq \"c\"";
    let filter = parse(&format!("{}{inner}", "not ".repeat(MAX_DEPTH - 2)));
    assert_eq!(parse(&filter.to_string()), filter);
    insta::assert_snapshot!(
        refused(&format!("{}{inner}", "not ".repeat(MAX_DEPTH - 1))),
        @"The filter has more than 16 groups inside each other. Write it flatter."
    );
}
