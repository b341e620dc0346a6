//! One value against its attribute: types, lengths, and the ways in which Okta and others write
//! them.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::Value;

use super::limits::{check_entries, max_characters, must_be_visible};
use super::{described, document::Ignored};
use crate::leaf::is_true;
use crate::schema::{Attribute, Kind, Mutability};
use crate::text::has_control;
use crate::{Object, ScimError};

/// What a client means by nothing: `null`, `[]`, a text of blanks, an object without members.
///
/// RFC 7643 §2.5: "Unassigned attributes, the null value, or an empty array (in the case of a
/// multi-valued attribute) SHALL be considered to be equivalent in state." Okta also clears with
/// `""`.
pub(crate) fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(entries) => entries.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// A simple value, or part of a complex one; none where it came empty.
pub(crate) fn part(
    attribute: &Attribute,
    at: &str,
    value: Value,
) -> Result<Option<Value>, ScimError> {
    if is_nothing(&value) {
        return Ok(None);
    }
    let checked = match (attribute.kind, value) {
        (Kind::Boolean, Value::Bool(boolean)) => Value::Bool(boolean),
        // Some clients write booleans as strings, as in `"active": "False"`.
        (Kind::Boolean, Value::String(text)) if text.eq_ignore_ascii_case("true") => {
            Value::Bool(true)
        }
        (Kind::Boolean, Value::String(text)) if text.eq_ignore_ascii_case("false") => {
            Value::Bool(false)
        }
        (Kind::String | Kind::Reference, Value::String(text)) => {
            Value::String(checked_text(at, text)?)
        }
        (Kind::String, Value::Number(number)) if attribute.takes_numbers() => {
            Value::String(checked_text(at, number.to_string())?)
        }
        (Kind::Binary, Value::String(text)) if is_base64(&text) => {
            Value::String(checked_text(at, text)?)
        }
        (Kind::DateTime, Value::String(text)) if text.parse::<jiff::Timestamp>().is_ok() => {
            Value::String(text)
        }
        (Kind::Decimal, Value::Number(number)) => Value::Number(number),
        (Kind::Integer, Value::Number(number)) if !number.is_f64() => Value::Number(number),
        (kind, other) => return Err(mistyped(at, &other, expected(kind))),
    };
    Ok(Some(checked))
}

fn expected(kind: Kind) -> &'static str {
    match kind {
        Kind::String => "send a text",
        Kind::Boolean => "send true or false",
        Kind::Decimal => "send a number",
        Kind::Integer => "send a whole number",
        Kind::DateTime => "send a date and time such as “2026-01-31T12:00:00Z”",
        Kind::Binary => "send base64",
        Kind::Reference => "send a URL as a text",
        Kind::Complex => "send an object",
    }
}

/// A refusal of a value of another type.
pub(super) fn mistyped(at: &str, came: &Value, advice: &str) -> ScimError {
    ScimError::invalid_value(format!(
        "{at} came as {}; {advice}. Nothing was changed.",
        described(came)
    ))
}

fn checked_text(at: &str, text: String) -> Result<String, ScimError> {
    let limit = max_characters(at);
    // Counting characters costs; bytes are never fewer.
    if text.len() > limit {
        let characters = text.chars().count();
        if characters > limit {
            return Err(ScimError::invalid_value(format!(
                "{at} is {characters} characters long; it holds {limit} at most. Nothing was changed."
            )));
        }
    }
    if must_be_visible(at) && has_control(&text) {
        return Err(ScimError::invalid_value(format!(
            "{at} came as {}, which holds a control character or one that cannot be seen (such as a line break or a \
             mark of text direction). Nothing was changed; send it without.",
            described(&Value::String(text))
        )));
    }
    if at == "userName" && text.trim().len() != text.len() {
        return Err(ScimError::invalid_value(format!(
            "userName came as {}, with blanks at its beginning or end. Nothing was changed; send it without.",
            described(&Value::String(text))
        )));
    }
    Ok(text)
}

/// RFC 7643 §2.3.6: base64 in either alphabet of RFC 4648; line breaks, as certificates are often
/// pasted, and missing padding are let through.
fn is_base64(text: &str) -> bool {
    const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    let packed: Vec<u8> = text
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    [alphabet::STANDARD, alphabet::URL_SAFE]
        .iter()
        .any(|alphabet| {
            GeneralPurpose::new(alphabet, LENIENT)
                .decode(&packed)
                .is_ok()
        })
}

/// A list; none where nothing is left of it. One entry alone may stand without the list.
pub(crate) fn list(
    attribute: &'static Attribute,
    value: Value,
    ignored: &mut Ignored,
) -> Result<Option<Value>, ScimError> {
    if is_nothing(&value) {
        return Ok(None);
    }
    if attribute.name == "roles" {
        return roles(attribute, value, ignored);
    }
    let sent = match value {
        Value::Array(sent) => sent,
        single => vec![single],
    };
    check_entries(attribute.name, sent.len())?;
    let mut kept = Vec::with_capacity(sent.len());
    for one in sent {
        match entry(attribute, one, ignored)? {
            Some(one) => kept.push(Value::Object(one)),
            None if attribute.name == "members" => return Err(names_nobody()),
            None => {}
        }
    }
    check_primary(attribute.name, &kept)?;
    Ok((!kept.is_empty()).then_some(Value::Array(kept)))
}

/// RFC 7643 §4.2: the `value` of an entry of `members` is the "identifier of the member of this Group". Left out like an
/// empty email, such entries would make a list of nobody, and empty the group.
pub(crate) fn names_nobody() -> ScimError {
    ScimError::invalid_value(
        "An entry of members has no value, which is the id of the member. Nothing was changed; send every entry with it.",
    )
}

/// One entry of a list; none where it says nothing: without a value, a type or a mark is of no use.
pub(crate) fn entry(
    attribute: &'static Attribute,
    value: Value,
    ignored: &mut Ignored,
) -> Result<Option<Object>, ScimError> {
    if is_nothing(&value) {
        return Ok(None);
    }
    let sent = match value {
        Value::Object(sent) => sent,
        // Some clients leave the object out: `"emails": ["ada@example.com"]`.
        bare @ Value::String(_) if attribute.sub_attribute("value").is_some() => {
            Object::from_iter([("value".to_owned(), bare)])
        }
        other => {
            return Err(mistyped(
                &format!("An entry of {}", attribute.name),
                &other,
                "send an object",
            ));
        }
    };
    let mut kept = Object::new();
    for (name, value) in sent {
        let Some(sub) = attribute.sub_attribute(&name) else {
            ignored.add(&format!("{}.{name}", attribute.name));
            continue;
        };
        if sub.mutability == Mutability::ReadOnly {
            continue;
        }
        if let Some(value) = part(sub, &format!("{}.{}", attribute.name, sub.name), value)? {
            kept.insert(sub.name.to_owned(), value);
        }
    }
    let says_something = if attribute.sub_attribute("value").is_some() {
        kept.contains_key("value")
    } else {
        kept.keys()
            .any(|name| !matches!(name.as_str(), "type" | "primary"))
    };
    Ok(says_something.then_some(kept))
}

/// Roles stay in the shape in which they came: Okta finds its own again by `type` and `primary`.
/// Only what says nothing or is not known goes.
fn roles(
    attribute: &'static Attribute,
    value: Value,
    ignored: &mut Ignored,
) -> Result<Option<Value>, ScimError> {
    let Value::Array(sent) = value else {
        return role(attribute, value, ignored);
    };
    check_entries(attribute.name, sent.len())?;
    let mut kept = Vec::with_capacity(sent.len());
    for one in sent {
        kept.extend(role(attribute, one, ignored)?);
    }
    check_primary(attribute.name, &kept)?;
    Ok((!kept.is_empty()).then_some(Value::Array(kept)))
}

/// One role, checked and otherwise left as it came; none where it has no value.
fn role(
    attribute: &'static Attribute,
    role: Value,
    ignored: &mut Ignored,
) -> Result<Option<Value>, ScimError> {
    match role {
        Value::Object(mut parts) => {
            let mut has_value = false;
            for (name, value) in &parts {
                match attribute.sub_attribute(name) {
                    None => ignored.add(&format!("roles.{name}")),
                    Some(sub) => {
                        let checked = part(sub, &format!("roles.{}", sub.name), value.clone())?;
                        has_value |= sub.name == "value" && checked.is_some();
                    }
                }
            }
            parts.retain(|name, _| attribute.sub_attribute(name).is_some());
            Ok(has_value.then_some(Value::Object(parts)))
        }
        Value::Null => Ok(None),
        bare @ Value::String(_) => match attribute.sub_attribute("value") {
            Some(sub) => part(sub, "roles.value", bare),
            None => Ok(None),
        },
        other => Err(mistyped(
            "An entry of roles",
            &other,
            "send the name of a role, or an object with it",
        )),
    }
}

/// RFC 7643 §2.4: "The primary attribute value "true" MUST appear no more than once."
fn check_primary(at: &str, entries: &[Value]) -> Result<(), ScimError> {
    let primary = entries
        .iter()
        .filter(|entry| entry.get("primary").is_some_and(is_true))
        .count();
    if primary < 2 {
        return Ok(());
    }
    Err(ScimError::invalid_value(format!(
        "{at} has {primary} entries with primary: true; one at most can be the preferred one. Nothing was changed."
    )))
}
