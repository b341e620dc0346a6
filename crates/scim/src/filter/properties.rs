//! What holds for every filter.

use proptest::prelude::*;
use serde_json::json;

use super::{Filter, Operator};
use crate::schema::ResourceType;
use crate::{Object, urn};

fn parse(text: &str) -> Filter {
    Filter::parse(text, &[ResourceType::user()]).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Comparisons as text, then joined as trees, so that each filter is one that can be written.
fn filters() -> impl Strategy<Value = Filter> {
    let operator = prop::sample::select(Operator::ALL.map(Operator::as_str).to_vec());
    let name = prop::sample::select(vec![
        "userName".to_owned(),
        "name.givenName".to_owned(),
        "emails".to_owned(),
        "roles.value".to_owned(),
        "externalId".to_owned(),
        format!("{}:department", urn::ENTERPRISE_USER),
    ]);
    let text =
        prop_oneof!["[abAB]{0,2}", ".{0,4}"].prop_filter("no NUL", |text| !text.contains('\0'));
    let quoted = |text: String| serde_json::Value::from(text).to_string();
    let term = prop_oneof![
        (name.clone(), operator, text.clone())
            .prop_map(move |(name, op, text)| format!("{name} {op} {}", quoted(text))),
        name.prop_map(|name| format!("{name} pr")),
        any::<bool>().prop_map(|active| format!("active ne {active}")),
        Just("title eq null".to_owned()),
        (0_i64..4_000_000_000).prop_map(|second| {
            format!(
                "meta.created ge \"{}\"",
                jiff::Timestamp::from_second(second).unwrap()
            )
        }),
        text.prop_map(move |text| format!(
            "emails[type eq {} or not (primary eq true)]",
            quoted(text)
        )),
    ]
    .prop_map(|text| parse(&text));
    term.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Filter::And),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Filter::Or),
            inner.prop_map(|filter| Filter::Not(Box::new(filter))),
        ]
    })
}

fn users() -> impl Strategy<Value = Object> {
    let text = || prop::option::of("[abAB]{1,2}");
    (text(), text(), text(), text(), any::<bool>()).prop_map(|(user_name, given, email, department, active)| {
        let user = json!({
            "userName": user_name, "active": active, "name": {"givenName": given},
            "emails": [{"value": email, "type": "work", "primary": active}], "roles": [email],
            "meta": {"created": "2026-01-31T12:00:00Z"}, urn::ENTERPRISE_USER: {"department": department},
        });
        user.as_object().cloned().unwrap_or_default()
    })
}

fn not(filter: Filter) -> Filter {
    Filter::Not(Box::new(filter))
}

proptest! {
    #[test]
    fn what_is_printed_parses_to_the_same_filter(filter in filters()) {
        prop_assert_eq!(parse(&filter.to_string()), filter);
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,60}") {
        let _ = Filter::parse(&text, ResourceType::all());
    }

    #[test]
    fn nothing_like_a_filter_makes_it_panic(
        text in r#"(userName|emails| eq |"x"|"|\\|\(|\)|\[|\]| and | or |not | pr|\.value|urn:|1|true| ){0,16}"#
    ) {
        if let Ok(filter) = Filter::parse(&text, ResourceType::all()) {
            let printed = filter.to_string();
            prop_assert_eq!(Filter::parse(&printed, ResourceType::all()), Ok(filter));
        }
    }

    #[test]
    fn de_morgan_holds(a in filters(), b in filters(), user in users()) {
        let neither = not(Filter::Or(vec![a.clone(), b.clone()]));
        let both_not = Filter::And(vec![not(a.clone()), not(b.clone())]);
        prop_assert_eq!(neither.matches(&user), both_not.matches(&user));
        let not_both = not(Filter::And(vec![a.clone(), b.clone()]));
        let either_not = Filter::Or(vec![not(a), not(b)]);
        prop_assert_eq!(not_both.matches(&user), either_not.matches(&user));
    }

    #[test]
    fn what_matches_satisfies_the_equalities_that_every_match_needs(filter in filters(), user in users()) {
        if filter.matches(&user) {
            for (path, value) in filter.required_equalities() {
                let equality = parse(&format!("{path} eq {}", serde_json::Value::from(value)));
                prop_assert!(equality.matches(&user));
            }
        }
    }
}
