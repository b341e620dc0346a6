//! From filter to text that parses to the same filter.

use std::fmt::{Display, Formatter, Result};

use super::ast::{Compare, Filter, Literal};

impl Display for Filter {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            // A group inside a group of the same kind was written with parentheses: it keeps them.
            Self::And(filters) => joined(f, filters, " and ", |filter| {
                matches!(filter, Self::And(_) | Self::Or(_))
            }),
            Self::Or(filters) => joined(f, filters, " or ", |filter| matches!(filter, Self::Or(_))),
            Self::Not(filter) => write!(f, "not ({filter})"),
            Self::Compare(Compare { path, op, value }) => {
                write!(f, "{} {} {value}", path.canonical(), op.as_str())
            }
            Self::Present(path) => write!(f, "{} pr", path.canonical()),
            Self::Values { path, filter } => write!(f, "{}[{filter}]", path.canonical()),
        }
    }
}

fn joined(
    f: &mut Formatter<'_>,
    filters: &[Filter],
    word: &str,
    needs_parentheses: fn(&Filter) -> bool,
) -> Result {
    for (place, filter) in filters.iter().enumerate() {
        if place > 0 {
            f.write_str(word)?;
        }
        if needs_parentheses(filter) {
            write!(f, "({filter})")?;
        } else {
            write!(f, "{filter}")?;
        }
    }
    Ok(())
}

impl Display for Literal {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::String(text) => write!(f, "{}", serde_json::Value::from(text.as_str())),
            Self::Boolean(boolean) => write!(f, "{boolean}"),
            Self::Number(number) => write!(f, "{number}"),
            Self::DateTime(instant) => write!(f, "\"{instant}\""),
            Self::Null => f.write_str("null"),
        }
    }
}
