//! The value on the right of an operator: does it fit the attribute on the left?

use serde_json::Number;

use super::ast::{AttributePath, Literal, Operator};
use crate::ScimError;
use crate::intake::short;
use crate::schema::Kind;

/// A value as it was written.
pub(super) enum RawLiteral {
    String(String),
    Number(Number),
    Boolean(bool),
    Null,
}

impl RawLiteral {
    fn described(&self) -> String {
        match self {
            Self::String(text) => format!("the text “{}”", short(text)),
            Self::Number(number) => format!("the number {number}"),
            Self::Boolean(boolean) => boolean.to_string(),
            Self::Null => "null".to_owned(),
        }
    }
}

/// The value in the kind of the attribute.
///
/// RFC 7644 §3.4.2.2, on `gt` and its like: "Boolean and Binary attributes SHALL cause a failed
/// response (HTTP status code 400) with "scimType" of "invalidFilter"."
pub(super) fn typed(
    path: &AttributePath,
    op: Operator,
    raw: RawLiteral,
) -> Result<Literal, ScimError> {
    let target = path.target();
    let unordered = matches!(target.kind, Kind::Boolean | Kind::Binary);
    let without_parts = unordered || matches!(target.kind, Kind::Decimal | Kind::Integer);
    if (op.is_ordering() && unordered) || (op.is_substring() && without_parts) {
        return Err(ScimError::invalid_filter(format!(
            "The filter asks for {} {}, which a {} does not have; compare it with eq or ne.",
            path.canonical(),
            op.as_str(),
            target.kind.as_str()
        )));
    }
    match (target.kind, raw) {
        (_, RawLiteral::Null) if matches!(op, Operator::Eq | Operator::Ne) => Ok(Literal::Null),
        (Kind::String | Kind::Reference | Kind::Binary, RawLiteral::String(text)) => {
            Ok(Literal::String(text))
        }
        (Kind::String, RawLiteral::Number(number)) if target.takes_numbers() => {
            Ok(Literal::String(number.to_string()))
        }
        (Kind::Boolean, RawLiteral::Boolean(boolean)) => Ok(Literal::Boolean(boolean)),
        // Some clients write booleans as strings: `active eq "True"`.
        (Kind::Boolean, RawLiteral::String(text)) if text.eq_ignore_ascii_case("true") => {
            Ok(Literal::Boolean(true))
        }
        (Kind::Boolean, RawLiteral::String(text)) if text.eq_ignore_ascii_case("false") => {
            Ok(Literal::Boolean(false))
        }
        (Kind::DateTime, RawLiteral::String(text)) if op.is_substring() => {
            Ok(Literal::String(text))
        }
        (Kind::DateTime, RawLiteral::String(text)) => match instant(&text) {
            Some(instant) => Ok(Literal::DateTime(instant)),
            None => Err(mistyped(path, &RawLiteral::String(text))),
        },
        (Kind::Decimal | Kind::Integer, RawLiteral::Number(number)) => Ok(Literal::Number(number)),
        (_, raw) => Err(mistyped(path, &raw)),
    }
}

/// A date-time that says no offset is taken to be in UTC (RFC 7643 §2.3.5 leaves it open).
fn instant(text: &str) -> Option<jiff::Timestamp> {
    text.parse().ok().or_else(|| {
        let civil: jiff::civil::DateTime = text.parse().ok()?;
        jiff::tz::TimeZone::UTC.to_timestamp(civil).ok()
    })
}

fn mistyped(path: &AttributePath, raw: &RawLiteral) -> ScimError {
    let expected = match path.target().kind {
        Kind::Boolean => "true or false",
        Kind::DateTime => "a date and time such as \"2026-01-31T12:00:00Z\"",
        Kind::Decimal | Kind::Integer => "a number",
        Kind::String | Kind::Reference | Kind::Binary | Kind::Complex => "a text in double quotes",
    };
    ScimError::invalid_filter(format!(
        "The filter compares {} with {}; it compares with {expected}.",
        path.canonical(),
        raw.described()
    ))
}
