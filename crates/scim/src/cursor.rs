//! Cursors (RFC 9865): where a page ended, so that the next one goes on from there.
//!
//! A cursor is a place in the order of coming and a digest of the question. It holds no secret and nothing of anybody, is kept
//! nowhere, and does not run out: whoever made one up would only begin a page of the same question at another place.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use crate::ScimError;

/// How a cursor is written; another program's may be another one.
const FORM: u8 = 1;

/// Where a page ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Among what: a search over everything has first the users, then the groups.
    pub list: List,
    /// After which place.
    pub after: i64,
    /// Of a sorted list, the [`crate::sort::SortKey::fingerprint`] of the one at that place; else 0.
    pub key: u64,
}

/// What a cursor walks through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// Users.
    Users,
    /// Groups.
    Groups,
}

/// What is asked for besides the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question(u64);

impl Question {
    /// Its parts, in a fixed order.
    pub(crate) fn of(parts: &[Option<String>]) -> Self {
        let parts: Vec<&str> = parts
            .iter()
            .flat_map(|part| match part {
                // One that is absent is another than an empty one.
                Some(part) => ["+", part],
                None => ["-", ""],
            })
            .collect();
        Self(digest(&parts))
    }
}

/// Eight bytes that stand for texts.
pub(crate) fn digest(parts: &[&str]) -> u64 {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.len().to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize()
        .iter()
        .take(8)
        .fold(0, |number, byte| number << 8 | u64::from(*byte))
}

impl Cursor {
    /// As the client gets it: RFC 9865 §2 allows the unreserved characters of a URL only.
    pub fn write(&self, question: Question) -> String {
        let mut bytes = Vec::with_capacity(26);
        bytes.push(FORM);
        bytes.push(match self.list {
            List::Users => 0,
            List::Groups => 1,
        });
        bytes.extend(question.0.to_be_bytes());
        bytes.extend(self.after.to_be_bytes());
        bytes.extend(self.key.to_be_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// One that came back with the same question.
    pub fn read(text: &str, question: Question) -> Result<Self, ScimError> {
        let bytes = URL_SAFE_NO_PAD.decode(text).unwrap_or_default();
        if bytes.first().is_some_and(|form| *form != FORM) && bytes.len() > 1 {
            return Err(ScimError::expired_cursor(
                "The cursor is of another version of Latchkey. Ask for the first page again, with an empty cursor.",
            ));
        }
        let (Some(list), Some(asked), Some(after), Some(key), 26) = (
            bytes.get(1),
            number(&bytes, 2),
            number(&bytes, 10),
            number(&bytes, 18),
            bytes.len(),
        ) else {
            return Err(ScimError::invalid_cursor(
                "The cursor is none that Latchkey gave. Send the nextCursor of the page before as it came, or an empty cursor for \
                 the first page.",
            ));
        };
        if asked != question.0 {
            return Err(ScimError::invalid_cursor(
                "The cursor belongs to another question. Send it to the endpoint that gave it, with the filter, sorting and \
                 attributes of the first page, or an empty cursor to begin anew.",
            ));
        }
        Ok(Self {
            list: if *list == 0 {
                List::Users
            } else {
                List::Groups
            },
            // A place below zero is no place of anybody: such a page begins at the beginning.
            after: after.cast_signed(),
            key,
        })
    }
}

fn number(bytes: &[u8], from: usize) -> Option<u64> {
    let bytes = bytes.get(from..from + 8)?;
    Some(u64::from_be_bytes(bytes.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(filter: Option<&str>) -> Question {
        Question::of(&[Some("/Users".into()), filter.map(str::to_owned)])
    }

    const CURSOR: Cursor = Cursor {
        list: List::Groups,
        after: 77,
        key: u64::MAX,
    };

    #[test]
    fn what_is_no_cursor_of_this_question_is_refused() {
        let asked = question(Some("title pr"));
        let written = CURSOR.write(asked);
        for text in [
            "x",
            "AA",
            "=",
            &written[1..],
            &format!("{written}AA"),
            "\u{e9}",
        ] {
            let error = Cursor::read(text, asked).unwrap_err();
            assert_eq!(error.status(), 400, "{text}");
        }
        for other in [
            question(None),
            question(Some("")),
            question(Some("title pr ")),
        ] {
            let error = Cursor::read(&written, other).unwrap_err();
            assert_eq!(error.scim_type(), Some(crate::ScimType::InvalidCursor));
        }
    }

    #[test]
    fn a_cursor_of_another_form_ran_out() {
        let mut bytes = URL_SAFE_NO_PAD
            .decode(CURSOR.write(question(None)))
            .unwrap();
        bytes[0] = 2;
        let error = Cursor::read(&URL_SAFE_NO_PAD.encode(bytes), question(None)).unwrap_err();
        assert_eq!(error.scim_type(), Some(crate::ScimType::ExpiredCursor));
    }

    #[test]
    fn a_cursor_comes_back_as_it_was_and_fits_into_a_url() {
        let written = CURSOR.write(question(None));
        assert_eq!(Cursor::read(&written, question(None)), Ok(CURSOR));
        let is_unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        assert!(written.bytes().all(is_unreserved), "{written}");
    }
}
