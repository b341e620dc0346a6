//! Filters: reading what Okta asks, and asking it of a user.

mod person;

use std::hint::black_box;

use criterion::Criterion;
use latchkey_scim::filter::Filter;
use latchkey_scim::schema::ResourceType;

const FILTERS: [(&str, &str); 3] = [
    ("as Okta asks", r#"userName eq "ada.lovelace@atko.com""#),
    (
        "in a list",
        r#"emails[type eq "work" and value co "@atko.com"]"#,
    ),
    (
        "of many terms",
        r#"(name.familyName co "love" or displayName sw "a") and active eq true and not (meta.lastModified lt "2026-01-01T00:00:00Z")"#,
    ),
];

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let types = [ResourceType::user()];
    let user = person::stored();
    let mut group = criterion.benchmark_group("filter");
    for (name, text) in FILTERS {
        group.bench_function(format!("parse, {name}"), |bencher| {
            bencher.iter(|| Filter::parse(black_box(text), &types));
        });
        let filter = Filter::parse(text, &types);
        assert!(
            filter.as_ref().is_ok_and(|filter| filter.matches(&user)),
            "{text} finds nobody, so it would be quick"
        );
        if let Ok(filter) = filter {
            group.bench_function(format!("match, {name}"), |bencher| {
                bencher.iter(|| filter.matches(black_box(&user)));
            });
        }
    }
    group.finish();
    criterion.final_summary();
}
