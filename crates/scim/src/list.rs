//! Paging by index (RFC 7644 §3.4.2.4) and by cursor (RFC 9865), and the message that a page comes in (§3.4.2).

use serde_json::{Value, json};

use crate::cursor::Cursor;
use crate::{ScimError, urn};

/// The number of resources on a page when the client does not say.
pub const DEFAULT_COUNT: u64 = 100;
/// The most resources on one page; what `ServiceProviderConfig` gives as `filter.maxResults`.
pub const MAX_COUNT: u64 = 1_000;

/// Which part of a result is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// The place of the first resource, counted from 1.
    pub start_index: u64,
    /// The most resources to give, 0 to [`MAX_COUNT`].
    pub count: u64,
}

impl Page {
    /// What the two query parameters mean; nothing that they can hold is refused.
    ///
    /// RFC 7644 §3.4.2.4: a `startIndex` "less than 1 SHALL be interpreted as 1", a "negative value
    /// [of `count`] SHALL be interpreted as 0", and the server gives no more than `count`.
    pub fn new(start_index: Option<i64>, count: Option<i64>) -> Self {
        let or_zero = |number: i64| u64::try_from(number).unwrap_or(0);
        Self {
            start_index: start_index.map_or(1, or_zero).max(1),
            count: count.map_or(DEFAULT_COUNT, or_zero).min(MAX_COUNT),
        }
    }

    /// How many resources stand before the page: the OFFSET of a query.
    pub fn offset(self) -> u64 {
        self.start_index - 1
    }
}

impl Default for Page {
    fn default() -> Self {
        Self::new(None, None)
    }
}

/// A page that begins where another one ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CursorPage {
    /// Where that was; none for the first page.
    pub after: Option<Cursor>,
    /// The most resources to give, 1 to [`MAX_COUNT`].
    pub count: u64,
}

impl CursorPage {
    /// RFC 9865 §2: `count` is "a positive integer", and the server "MAY return fewer results" than it says.
    pub fn new(after: Option<Cursor>, count: Option<i64>) -> Result<Self, ScimError> {
        let count = match count.map(u64::try_from) {
            None => DEFAULT_COUNT,
            Some(Ok(count @ 1..)) => count.min(MAX_COUNT),
            Some(_) => {
                return Err(ScimError::invalid_count(format!(
                    "count came as {}; with a cursor it is 1 to {MAX_COUNT}.",
                    count.unwrap_or_default()
                )));
            }
        };
        Ok(Self { after, count })
    }
}

/// Which part of a result is wanted, and by which of the two ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paging {
    /// By the index of its first resource.
    Index(Page),
    /// By where the page before ended.
    Cursor(CursorPage),
}

impl Paging {
    /// The most resources to give.
    pub fn count(&self) -> u64 {
        match self {
            Self::Index(page) => page.count,
            Self::Cursor(page) => page.count,
        }
    }
}

impl Default for Paging {
    fn default() -> Self {
        Self::Index(Page::default())
    }
}

/// A page that a cursor asked for, up to its resources.
///
/// RFC 9865 §2: `nextCursor` "is omitted from a response only to indicate that there are no more result pages", and
/// `totalResults` may be where it is not known.
pub fn cursor_response(total: Option<u64>, next: Option<&str>, resources: Vec<Value>) -> Value {
    let mut message = json!({ "schemas": [urn::LIST_RESPONSE] });
    if let Some(total) = total {
        message["totalResults"] = total.into();
    }
    message["itemsPerPage"] = resources.len().into();
    if let Some(next) = next {
        message["nextCursor"] = next.into();
    }
    message["Resources"] = Value::Array(resources);
    message
}

/// A page as a message.
///
/// `total` counts every match, not those on the page. `itemsPerPage` is the number returned, not
/// the number asked for: Okta walks on by what it got.
pub fn list_response(total: u64, start_index: u64, resources: Vec<Value>) -> Value {
    let mut message = json!({
        "schemas": [urn::LIST_RESPONSE],
        "totalResults": total,
        "startIndex": start_index,
        "itemsPerPage": resources.len(),
    });
    message["Resources"] = Value::Array(resources);
    message
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_out_of_range_are_taken_to_the_nearest_one_in_it() {
        for (start_index, count, expected) in [
            (Some(0), Some(-1), (1, 0)),
            (Some(-7), Some(1_001), (1, 1_000)),
            (Some(i64::MIN), Some(i64::MAX), (1, 1_000)),
            (Some(i64::MAX), Some(0), (i64::MAX.unsigned_abs(), 0)),
            (None, None, (1, 100)),
        ] {
            let page = Page::new(start_index, count);
            assert_eq!((page.start_index, page.count), expected);
        }
    }

    #[test]
    fn the_last_page_of_a_cursor_has_no_next_one() {
        insta::assert_snapshot!(
            cursor_response(None, Some("abc"), vec![]),
            @r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"itemsPerPage":0,"nextCursor":"abc","Resources":[]}"#
        );
        insta::assert_snapshot!(
            cursor_response(Some(1), None, vec![json!({"id": "a"})]),
            @r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":1,"itemsPerPage":1,"Resources":[{"id":"a"}]}"#
        );
    }

    #[test]
    fn items_per_page_is_what_is_returned_and_all_numbers_are_numbers() {
        insta::assert_snapshot!(
            list_response(7, 6, vec![json!({"id": "a"}), json!({"id": "b"})]),
            @r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":7,"startIndex":6,"itemsPerPage":2,"Resources":[{"id":"a"},{"id":"b"}]}"#
        );
    }
}
