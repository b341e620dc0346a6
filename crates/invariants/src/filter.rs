//! Filters (RFC 7644 §3.4.2.2).

use latchkey_scim::ScimType;
use latchkey_scim::filter::{Filter, MAX_DEPTH, MAX_LENGTH, MAX_TERMS};
use latchkey_scim::schema::ResourceType;

use crate::{people, refused};

/// A text is a filter that prints as itself and means something, or is refused with its place.
pub fn holds(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else {
        return;
    };
    for types in [
        &[ResourceType::user()][..],
        &[ResourceType::group()][..],
        ResourceType::all(),
    ] {
        match Filter::parse(text, types) {
            Ok(filter) => of_filter(&filter, types),
            Err(error) => {
                assert_eq!(error.scim_type(), Some(ScimType::InvalidFilter), "{text:?}");
                refused::scim(&error);
            }
        }
    }
}

fn of_filter(filter: &Filter, types: &[&'static ResourceType]) {
    let (terms, depth) = size(filter);
    // `emails[…].value eq "x"` holds one comparison more than it is counted as.
    assert!(terms <= 2 * MAX_TERMS, "{terms} comparisons");
    // A level in the text is at most a chain of `and` inside a chain of `or`.
    assert!(depth <= 3 * (MAX_DEPTH + 1), "{depth} levels");

    let printed = filter.to_string();
    match Filter::parse(&printed, types) {
        Ok(again) => assert_eq!(&again, filter, "printed as {printed}"),
        Err(error) => assert!(
            printed.len() > MAX_LENGTH,
            "its own print is refused: {printed}: {error}"
        ),
    }

    let negated = Filter::Not(Box::new(filter.clone()));
    for resource in people::samples() {
        let matches = filter.matches(resource);
        assert_ne!(matches, negated.matches(resource), "{printed}");
        if !matches {
            continue;
        }
        // A store looks candidates up by these, so that whoever matches must be among them.
        for (path, value) in filter.required_equalities() {
            let equality = format!("{path} eq {}", serde_json::Value::from(value));
            match Filter::parse(&equality, types) {
                Ok(equality) => {
                    assert!(equality.matches(resource), "{printed} without {equality}");
                }
                Err(error) => assert!(equality.len() > MAX_LENGTH, "{equality}: {error}"),
            }
        }
    }
}

/// How many comparisons a filter has, and how deep they lie.
fn size(filter: &Filter) -> (usize, usize) {
    match filter {
        Filter::And(filters) | Filter::Or(filters) => {
            assert!(filters.len() > 1, "a chain of one: {filter}");
            filters.iter().map(size).fold((0, 0), |whole, part| {
                (whole.0 + part.0, whole.1.max(part.1 + 1))
            })
        }
        Filter::Not(filter) | Filter::Values { filter, .. } => {
            let (terms, depth) = size(filter);
            (terms, depth + 1)
        }
        Filter::Compare(_) | Filter::Present(_) => (1, 1),
    }
}
