//! Whether a resource satisfies a filter.

use std::cmp::Ordering;

use serde_json::Value;

use super::ast::{AttributePath, Compare, Filter, Literal, Operator};
use crate::Object;
use crate::leaf::{entries, is_true};
use crate::schema::Kind;
use crate::text::{caseless, equal_caseless};

impl Filter {
    /// Whether a resource, with its attributes in their canonical names, satisfies it.
    ///
    /// RFC 7644 §3.4.2.2: a list satisfies a comparison if any of its values does. An attribute
    /// without a value satisfies `eq null` and every `ne` but that with null; RFC 7643 §2.5 calls
    /// unassigned and null equivalent.
    pub fn matches(&self, resource: &Object) -> bool {
        self.holds(Subject::Resource(resource))
    }

    /// Whether one entry of a list satisfies it, for the filter of a PATCH path. A bare string
    /// counts as an entry with that `value`.
    pub fn matches_entry(&self, entry: &Value) -> bool {
        self.holds(Subject::Entry(entry))
    }

    fn holds(&self, subject: Subject<'_>) -> bool {
        match self {
            Self::And(filters) => filters.iter().all(|filter| filter.holds(subject)),
            Self::Or(filters) => filters.iter().any(|filter| filter.holds(subject)),
            Self::Not(filter) => !filter.holds(subject),
            Self::Compare(compare) => compare.holds(subject),
            Self::Present(path) => subject.values(path).any(is_something),
            Self::Values { path, filter } => subject.attribute(path).is_some_and(|list| {
                entries(list)
                    .iter()
                    .any(|entry| filter.holds(Subject::Entry(entry)))
            }),
        }
    }
}

/// RFC 7644 §3.4.2.2, `pr`: "the attribute has a non-empty or non-null value, or if it contains a
/// non-empty node for complex attributes".
fn is_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(entries) => entries.iter().any(is_something),
        Value::Object(members) => members.values().any(is_something),
        Value::Bool(_) | Value::Number(_) => true,
    }
}

/// What the paths of a filter start from.
#[derive(Clone, Copy)]
enum Subject<'a> {
    Resource(&'a Object),
    Entry(&'a Value),
}

impl<'a> Subject<'a> {
    fn attribute(self, path: &AttributePath) -> Option<&'a Value> {
        let name = path.attribute().name;
        match (self, path.extension()) {
            (Self::Resource(resource), Some(urn)) => resource.get(urn)?.get(name),
            (Self::Resource(resource), None) => resource.get(name),
            (Self::Entry(entry), _) => part(entry, name),
        }
    }

    /// The values that are compared: each one of a list, or its part.
    fn values(self, path: &AttributePath) -> impl Iterator<Item = &'a Value> + use<'a> {
        let sub = path.sub();
        let list = self.attribute(path).map(entries).unwrap_or_default();
        list.iter()
            .filter_map(move |value| match sub {
                Some(sub) => part(value, sub.name),
                None => Some(value),
            })
            .filter(|value| !value.is_null())
    }
}

/// A part of an entry. Roles are kept as they came, so their names may be in another case, or an
/// entry may be the bare string that is its `value`.
fn part<'a>(entry: &'a Value, name: &str) -> Option<&'a Value> {
    match entry {
        Value::Object(parts) => parts.get(name).or_else(|| {
            parts
                .iter()
                .find(|(key, _)| key.eq_ignore_ascii_case(name))
                .map(|(_, value)| value)
        }),
        Value::String(_) if name == "value" => Some(entry),
        _ => None,
    }
}

impl Compare {
    fn holds(&self, subject: Subject<'_>) -> bool {
        let mut values = subject.values(&self.path).peekable();
        let absent = values.peek().is_none();
        match (&self.value, self.op) {
            (Literal::Null, Operator::Eq) => absent,
            (Literal::Null, _) => !absent,
            (_, Operator::Ne) if absent => true,
            (literal, _) => values.any(|value| self.compares(value, literal)),
        }
    }

    fn compares(&self, value: &Value, literal: &Literal) -> bool {
        match literal {
            Literal::String(literal) => value
                .as_str()
                .is_some_and(|text| self.compares_text(text, literal)),
            Literal::Boolean(literal) => (is_true(value) == *literal) == (self.op == Operator::Eq),
            Literal::Number(literal) => match (value.as_f64(), literal.as_f64()) {
                (Some(number), Some(literal)) => number
                    .partial_cmp(&literal)
                    .is_some_and(|order| self.orders(order)),
                _ => false,
            },
            Literal::DateTime(literal) => value
                .as_str()
                .and_then(|text| text.parse::<jiff::Timestamp>().ok())
                .is_some_and(|instant| self.orders(instant.cmp(literal))),
            Literal::Null => false,
        }
    }

    fn compares_text(&self, text: &str, literal: &str) -> bool {
        let target = self.path.target();
        // Dates are compared as text only in part, where "t" and "z" may be written in either case.
        let exact = target.case_exact && target.kind != Kind::DateTime;
        match self.op {
            Operator::Eq | Operator::Ne => {
                let equal = if exact {
                    text == literal
                } else {
                    equal_caseless(text, literal)
                };
                equal == (self.op == Operator::Eq)
            }
            _ if exact => self.relates(text, literal),
            _ => self.relates(&caseless(text), &caseless(literal)),
        }
    }

    fn relates(&self, text: &str, literal: &str) -> bool {
        match self.op {
            Operator::Co => text.contains(literal),
            Operator::Sw => text.starts_with(literal),
            Operator::Ew => text.ends_with(literal),
            _ => self.orders(text.cmp(literal)),
        }
    }

    fn orders(&self, order: Ordering) -> bool {
        match self.op {
            Operator::Eq => order.is_eq(),
            Operator::Ne => order.is_ne(),
            Operator::Gt => order.is_gt(),
            Operator::Ge => order.is_ge(),
            Operator::Lt => order.is_lt(),
            Operator::Le => order.is_le(),
            Operator::Co | Operator::Sw | Operator::Ew => false,
        }
    }
}
