//! JSON documents as SCIM takes them (RFC 7643 §2.1, RFC 8259), from bytes that anybody may have
//! sent.
//!
//! `serde_json` reads the text; the visitor here adds what it leaves open: two members of the same
//! name are refused rather than one of them dropped, and depth, number of values and NUL characters
//! are bounded before a document is built, so that neither the stack nor memory is at the sender's
//! mercy.

use std::cell::RefCell;
use std::collections::HashSet;
use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};

use crate::intake::short;
use crate::{Object, ScimError};

/// How many lists and objects may stand inside each other.
pub const MAX_DEPTH: usize = 32;
/// How many values one document may hold: a push of 100,000 members with all their parts, and no
/// more. A value takes far more room in memory than the two bytes that it can be written with.
pub const MAX_VALUES: usize = 600_000;

/// Reads a document.
///
/// Refused with `invalidSyntax`: what is no JSON, text that is no UTF-8, an empty body, an object
/// with two members whose names are the same without regard to case (RFC 7643 §2.1: attribute names
/// are case insensitive), nesting deeper than [`MAX_DEPTH`]. With `invalidValue`: a NUL character,
/// which no directory can hold. With 413: more than [`MAX_VALUES`] values. The detail says where.
pub fn parse(bytes: &[u8]) -> Result<Value, ScimError> {
    // RFC 8259 §8.1: a byte order mark may be ignored rather than treated as an error.
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ScimError::invalid_syntax(
            "The request has no body; a JSON body is needed here. Nothing was changed.",
        ));
    }
    let text = str::from_utf8(bytes).map_err(|failure| not_utf8(bytes, failure.valid_up_to()))?;

    let reading = Reading::default();
    let mut json = serde_json::Deserializer::from_str(text);
    let document = Document {
        reading: &reading,
        depth: 0,
    }
    .deserialize(&mut json)
    .and_then(|value| json.end().map(|()| value));
    document.map_err(|failure| match reading.fault.into_inner() {
        Some(fault) => fault.into_error(&failure),
        None => ScimError::invalid_syntax(format!(
            "The body is not JSON: {failure}. Nothing was changed."
        )),
    })
}

fn not_utf8(bytes: &[u8], offset: usize) -> ScimError {
    let mut lines = bytes[..offset].split(|&byte| byte == b'\n');
    let column = lines.next_back().map_or(0, <[u8]>::len) + 1;
    let line = lines.count() + 1;
    ScimError::invalid_syntax(format!(
        "The body is not UTF-8 at line {line} column {column}. Nothing was changed; send JSON in UTF-8."
    ))
}

/// What is known of a document while it is read.
#[derive(Default)]
struct Reading {
    values: RefCell<usize>,
    /// Why reading stopped, when it is one of our reasons rather than the grammar's.
    fault: RefCell<Option<Fault>>,
}

struct Fault {
    kind: FaultKind,
    /// The names that lead to the place, innermost first: they are gathered on the way out.
    path: Vec<String>,
}

enum FaultKind {
    Twice { first: String, second: String },
    TooDeep,
    TooMany,
    Nul,
}

impl Reading {
    /// Records the reason; the error itself only makes `serde_json` stop and note line and column.
    fn stop<E: de::Error>(&self, kind: FaultKind) -> E {
        *self.fault.borrow_mut() = Some(Fault {
            kind,
            path: Vec::new(),
        });
        E::custom("refused")
    }

    fn passed<E>(&self, name: &str, failure: E) -> E {
        if let Some(fault) = self.fault.borrow_mut().as_mut() {
            fault.path.push(short(name));
        }
        failure
    }

    fn count<E: de::Error>(&self) -> Result<(), E> {
        let mut values = self.values.borrow_mut();
        *values += 1;
        if *values > MAX_VALUES {
            Err(self.stop(FaultKind::TooMany))
        } else {
            Ok(())
        }
    }
}

impl Fault {
    fn into_error(self, failure: &serde_json::Error) -> ScimError {
        let mut path = self.path;
        path.reverse();
        let place = format!("line {} column {}", failure.line(), failure.column());
        let place = if path.is_empty() {
            place
        } else {
            format!("{}, {place}", path.join("."))
        };
        match self.kind {
            FaultKind::Twice { first, second } if first == second => {
                ScimError::invalid_syntax(format!(
                    "The body has “{first}” twice in one object ({place}). Nothing was changed; send it once."
                ))
            }
            FaultKind::Twice { first, second } => ScimError::invalid_syntax(format!(
                "The body has “{first}” and “{second}” in one object ({place}), and names of attributes are the same \
                 in any case. Nothing was changed; send one of them."
            )),
            FaultKind::TooDeep => ScimError::invalid_syntax(format!(
                "The body has more than {MAX_DEPTH} lists and objects inside each other ({place}). Nothing was changed."
            )),
            FaultKind::TooMany => ScimError::payload_too_large(format!(
                "The body holds more than {MAX_VALUES} values ({place}). Nothing was changed; send it in parts."
            )),
            FaultKind::Nul => ScimError::invalid_value(format!(
                "A text in the body holds a NUL character, U+0000 ({place}). Nothing was changed; send it without."
            )),
        }
    }
}

/// One value of the document, and all that is in it.
#[derive(Clone, Copy)]
struct Document<'a> {
    reading: &'a Reading,
    depth: usize,
}

impl Document<'_> {
    fn deeper<E: de::Error>(self) -> Result<Self, E> {
        if self.depth == MAX_DEPTH {
            return Err(self.reading.stop(FaultKind::TooDeep));
        }
        Ok(Self {
            depth: self.depth + 1,
            ..self
        })
    }

    fn text<E: de::Error>(self, text: String) -> Result<String, E> {
        if text.contains('\0') {
            Err(self.reading.stop(FaultKind::Nul))
        } else {
            Ok(text)
        }
    }
}

impl<'de> DeserializeSeed<'de> for Document<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.reading.count()?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Document<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, boolean: bool) -> Result<Value, E> {
        Ok(Value::Bool(boolean))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(Number::from_f64(number).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Value, E> {
        self.text(text.to_owned()).map(Value::String)
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<Value, E> {
        self.text(text).map(Value::String)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut values = Vec::new();
        while let Some(value) = list.next_element_seed(inner)? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut object = Object::new();
        let mut names = Names::default();
        while let Some(name) = map.next_key::<String>()? {
            let name = self.text(name)?;
            if let Some(first) = names.add(&name, &object) {
                return Err(self.reading.stop(FaultKind::Twice {
                    first: short(&first),
                    second: short(&name),
                }));
            }
            let value = map
                .next_value_seed(inner)
                .map_err(|failure| self.reading.passed(&name, failure))?;
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}

/// The names of an object so far. Few are compared one by one; many, which no honest body has, are
/// hashed, so that a hostile one costs no more than its length.
#[derive(Default)]
struct Names {
    folded: HashSet<String>,
}

impl Names {
    const FEW: usize = 24;

    /// Adds a name, or gives the one already there that is the same without regard to case.
    fn add(&mut self, name: &str, object: &Object) -> Option<String> {
        let same = |known: &&String| known.eq_ignore_ascii_case(name);
        if object.len() < Self::FEW {
            return object.keys().find(same).cloned();
        }
        if self.folded.is_empty() {
            self.folded
                .extend(object.keys().map(|known| known.to_ascii_lowercase()));
        }
        if self.folded.insert(name.to_ascii_lowercase()) {
            return None;
        }
        object.keys().find(same).cloned()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn refused(bytes: &[u8]) -> String {
        let error = parse(bytes).unwrap_err();
        assert_eq!(error.status(), 400);
        format!("{}: {error}", error.scim_type().unwrap().as_str())
    }

    #[test]
    fn an_empty_body_says_that_one_is_needed() {
        for body in [&b""[..], b"  \r\n\t", b"\xEF\xBB\xBF"] {
            assert_eq!(
                refused(body),
                "invalidSyntax: The request has no body; a JSON body is needed here. Nothing was changed."
            );
        }
    }

    #[test]
    fn broken_json_is_refused_with_its_place() {
        insta::assert_snapshot!(
            refused(b"{\"userName\": \"ada\",\n}"),
            @"invalidSyntax: The body is not JSON: trailing comma at line 2 column 1. Nothing was changed."
        );
        for body in [
            "{",
            "[1,]",
            "{\"a\":1}x",
            "'a'",
            "nul",
            "{\"a\" 1}",
            "\"\\ud800\"",
            "1e999",
            "-",
            "\"a\nb\"",
        ] {
            assert!(
                refused(body.as_bytes()).starts_with("invalidSyntax: The body is not JSON: "),
                "{body}"
            );
        }
    }

    #[test]
    fn text_that_is_no_utf8_is_refused_with_its_place() {
        insta::assert_snapshot!(
            refused(b"{\n  \"userName\": \"\xFFada\"}"),
            @"invalidSyntax: The body is not UTF-8 at line 2 column 16. Nothing was changed; send JSON in UTF-8."
        );
    }

    #[test]
    fn two_members_of_one_name_are_refused_in_any_case_and_depth() {
        insta::assert_snapshot!(
            refused(br#"{"userName":"a","userName":"b"}"#),
            @"invalidSyntax: The body has “userName” twice in one object (line 1 column 26). Nothing was changed; send it once."
        );
        insta::assert_snapshot!(
            refused(br#"{"emails":[{"value":"a","Value":"b"}]}"#),
            @"invalidSyntax: The body has “value” and “Value” in one object (emails, line 1 column 31), and names of attributes are the same in any case. Nothing was changed; send one of them."
        );
    }

    #[test]
    fn two_members_of_one_name_are_found_among_many() {
        let many: Vec<String> = (0..5_000).map(|n| format!("\"k{n}\":0")).collect();
        let body = format!("{{{},\"K77\":1}}", many.join(","));
        assert!(refused(body.as_bytes()).contains("“k77” and “K77”"));
        let body = format!("{{{}}}", many.join(","));
        assert_eq!(
            parse(body.as_bytes()).unwrap().as_object().unwrap().len(),
            5_000
        );
    }

    #[test]
    fn a_nul_is_refused_in_a_string_and_in_a_name() {
        insta::assert_snapshot!(
            refused(br#"{"name":{"givenName":"A\u0000da"}}"#),
            @"invalidValue: A text in the body holds a NUL character, U+0000 (name.givenName, line 1 column 32). Nothing was changed; send it without."
        );
        assert!(refused(br#"{"a\u0000":1}"#).starts_with("invalidValue: "));
    }

    #[test]
    fn nesting_is_bounded_and_a_very_deep_body_does_no_harm() {
        let deep = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(parse(deep(MAX_DEPTH).as_bytes()).is_ok());
        assert!(
            refused(deep(MAX_DEPTH + 1).as_bytes())
                .starts_with("invalidSyntax: The body has more than 32")
        );
        assert!(refused("[{\"a\":".repeat(500_000).as_bytes()).starts_with("invalidSyntax: "));
    }

    #[test]
    fn a_body_of_very_many_values_is_too_large() {
        let body = format!("[{}0]", "0,".repeat(MAX_VALUES));
        assert_eq!(parse(body.as_bytes()).unwrap_err().status(), 413);
    }

    #[test]
    fn a_document_is_read_as_it_stands() {
        let text = "{\"b\":[1,-2,3.5,true,null,\"é\u{1F600}\"],\"a\":{\"userName\":\"x\",\"\":{}}}";
        assert_eq!(parse(text.as_bytes()).unwrap().to_string(), text);
        assert_eq!(parse(b"\xEF\xBB\xBF{}").unwrap(), json!({}));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = parse(&bytes);
        }

        #[test]
        fn no_text_of_json_makes_it_panic(text in r#"[\[\]{}:,"a0 \\u-]{0,80}"#) {
            let _ = parse(text.as_bytes());
        }
    }
}
