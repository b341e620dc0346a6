//! Queries: the parameters of a GET (RFC 7644 §3.4.2) and the message of a POST to `/.search`
//! (§3.4.3), which say the same.

use serde_json::Value;

use crate::cursor::{Cursor, Question};
use crate::intake::{described, short};
use crate::list::{CursorPage, Page, Paging};
use crate::projection::Projection;
use crate::schema::ResourceType;
use crate::sort::SortBy;
use crate::{Object, ScimError};

/// A query, its parts as they were sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchRequest {
    /// The attributes to give.
    pub attributes: Option<Vec<String>>,
    /// The attributes to leave out.
    pub excluded_attributes: Option<Vec<String>>,
    /// Which resources: see [`crate::filter::Filter::parse`].
    pub filter: Option<String>,
    /// The attribute to sort by.
    pub sort_by: Option<String>,
    /// `ascending` or `descending`.
    pub sort_order: Option<String>,
    /// The place of the first resource, counted from 1.
    pub start_index: Option<i64>,
    /// The most resources to give.
    pub count: Option<i64>,
    /// Where the page before ended (RFC 9865 §2); empty for the first page.
    pub cursor: Option<String>,
}

impl SearchRequest {
    /// Reads the body of a POST to `/.search`. Names may come in any case, numbers as strings, and
    /// a list of attributes as one string with commas.
    pub fn parse(value: Value) -> Result<Self, ScimError> {
        let Value::Object(message) = value else {
            return Err(ScimError::invalid_syntax(format!(
                "The body is {}; a search request is a JSON object.",
                described(&value)
            )));
        };
        Self::from_message(message)
    }

    fn from_message(message: Object) -> Result<Self, ScimError> {
        let mut request = Self::default();
        let by_cursor = message.iter().any(|(name, value)| {
            matches!(Parameter::of(name), Some(Parameter::Cursor)) && !value.is_null()
        });
        for (name, value) in message {
            if value.is_null() {
                continue;
            }
            match Parameter::of(&name) {
                Some(Parameter::Attributes) => {
                    request.attributes = Some(names("attributes", value)?);
                }
                Some(Parameter::ExcludedAttributes) => {
                    request.excluded_attributes = Some(names("excludedAttributes", value)?);
                }
                Some(Parameter::Filter) => request.filter = text("filter", value)?,
                Some(Parameter::SortBy) => request.sort_by = text("sortBy", value)?,
                Some(Parameter::SortOrder) => request.sort_order = text("sortOrder", value)?,
                Some(Parameter::StartIndex) => {
                    request.start_index = Some(number("startIndex", &value)?);
                }
                Some(Parameter::Count) => {
                    let count = number("count", &value);
                    // RFC 9865 §2.1 has a keyword of its own for it.
                    request.count = Some(if by_cursor {
                        count.map_err(|error| ScimError::invalid_count(error.detail()))?
                    } else {
                        count?
                    });
                }
                Some(Parameter::Cursor) => request.cursor = Some(cursor(value)?),
                None => {}
            }
        }
        Ok(request)
    }

    /// Reads the query of a GET, decoded pair by pair. Names may come in any case; others than
    /// SCIM's are left alone. A parameter that is there twice is refused, because one of the two
    /// would be left undone.
    pub fn from_query(pairs: impl Iterator<Item = (String, String)>) -> Result<Self, ScimError> {
        let mut message = Object::new();
        for (name, value) in pairs {
            let Some(parameter) = Parameter::of(&name) else {
                continue;
            };
            if message
                .insert(parameter.as_str().to_owned(), Value::String(value))
                .is_some()
            {
                return Err(ScimError::invalid_value(format!(
                    "The parameter {} is there twice; send it once.",
                    parameter.as_str()
                )));
            }
        }
        Self::from_message(message)
    }

    /// The page that is asked for at an endpoint, such as `/Users`: by its index unless a cursor came, an empty one included.
    pub fn paging(&self, endpoint: &str) -> Result<Paging, ScimError> {
        let Some(cursor) = &self.cursor else {
            return Ok(Paging::Index(Page::new(self.start_index, self.count)));
        };
        if self.start_index.is_some() {
            return Err(ScimError::invalid_value(
                "Both startIndex and cursor were sent; one of them says which page to give.",
            ));
        }
        let after = match cursor.as_str() {
            "" => None,
            text => Some(Cursor::read(text, self.question(endpoint))?),
        };
        Ok(Paging::Cursor(CursorPage::new(after, self.count)?))
    }

    /// What is asked for besides the page, so that a cursor goes on with the question that it came from.
    pub fn question(&self, endpoint: &str) -> Question {
        let joined = |names: &Option<Vec<String>>| names.as_ref().map(|names| names.join(","));
        Question::of(&[
            Some(endpoint.to_owned()),
            self.filter.clone(),
            self.sort_by.clone(),
            self.sort_order.clone(),
            joined(&self.attributes),
            joined(&self.excluded_attributes),
        ])
    }

    /// The attributes that are asked for.
    pub fn projection(&self, rt: &'static ResourceType) -> Result<Projection, ScimError> {
        let joined = |names: &Option<Vec<String>>| names.as_ref().map(|names| names.join(","));
        let (wanted, unwanted) = (joined(&self.attributes), joined(&self.excluded_attributes));
        Projection::parse(wanted.as_deref(), unwanted.as_deref(), rt)
    }

    /// The order that is asked for.
    pub fn sort(&self, rt: &'static ResourceType) -> Result<Option<SortBy>, ScimError> {
        SortBy::parse(self.sort_by.as_deref(), self.sort_order.as_deref(), rt)
    }
}

#[derive(Clone, Copy)]
enum Parameter {
    Attributes,
    ExcludedAttributes,
    Filter,
    SortBy,
    SortOrder,
    StartIndex,
    Count,
    Cursor,
}

impl Parameter {
    const ALL: [Self; 8] = [
        Self::Attributes,
        Self::ExcludedAttributes,
        Self::Filter,
        Self::SortBy,
        Self::SortOrder,
        Self::StartIndex,
        Self::Count,
        Self::Cursor,
    ];

    fn of(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|parameter| parameter.as_str().eq_ignore_ascii_case(name))
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Attributes => "attributes",
            Self::ExcludedAttributes => "excludedAttributes",
            Self::Filter => "filter",
            Self::SortBy => "sortBy",
            Self::SortOrder => "sortOrder",
            Self::StartIndex => "startIndex",
            Self::Count => "count",
            Self::Cursor => "cursor",
        }
    }
}

fn mistyped(name: &str, came: &Value, advice: &str) -> ScimError {
    ScimError::invalid_value(format!("{name} came as {}; {advice}.", described(came)))
}

/// A text; a blank one is none.
fn text(name: &str, value: Value) -> Result<Option<String>, ScimError> {
    match value {
        Value::String(text) => Ok(Some(text).filter(|text| !text.trim().is_empty())),
        other => Err(mistyped(name, &other, "send a text")),
    }
}

/// An empty one is one, too: it asks for the first page.
fn cursor(value: Value) -> Result<String, ScimError> {
    match value {
        Value::String(text) => Ok(text),
        other => Err(ScimError::invalid_cursor(format!(
            "cursor came as {}; send the text that nextCursor had, or an empty one for the first page.",
            described(&other)
        ))),
    }
}

fn names(name: &str, value: Value) -> Result<Vec<String>, ScimError> {
    let split = |list: &str| {
        list.split(',')
            .map(|name| name.trim().to_owned())
            .collect::<Vec<_>>()
    };
    match value {
        Value::String(list) => Ok(split(&list)),
        Value::Array(list) => list
            .into_iter()
            .map(|one| match one {
                Value::String(one) => Ok(one),
                other => Err(mistyped(
                    &format!("An entry of {name}"),
                    &other,
                    "send the name of an attribute",
                )),
            })
            .collect(),
        other => Err(mistyped(name, &other, "send a list of names")),
    }
}

/// A whole number, also written as a string. One beyond what a page can hold is taken to the
/// nearest that it can.
fn number(name: &str, value: &Value) -> Result<i64, ScimError> {
    let whole = match value {
        Value::Number(number) => number
            .as_i64()
            .or_else(|| number.as_u64().map(|_| i64::MAX)),
        Value::String(text) => whole(text.trim()),
        _ => None,
    };
    whole.ok_or_else(|| match value {
        Value::String(text) => ScimError::invalid_value(format!(
            "{name} came as “{}”; send a whole number.",
            short(text)
        )),
        other => mistyped(name, other, "send a whole number"),
    })
}

fn whole(text: &str) -> Option<i64> {
    use std::num::IntErrorKind::{NegOverflow, PosOverflow};
    match text.parse::<i64>() {
        Ok(number) => Some(number),
        Err(failure) if *failure.kind() == PosOverflow => Some(i64::MAX),
        Err(failure) if *failure.kind() == NegOverflow => Some(i64::MIN),
        Err(_) => None,
    }
}

#[cfg(test)]
mod tests;
