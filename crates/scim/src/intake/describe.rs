//! What came, in a few words, for the sentence that refuses it.

use serde_json::Value;

/// The most characters of a client's text that are repeated to it.
const SHOWN: usize = 64;

/// A client's text, cut to what a sentence can hold, on one line.
pub(crate) fn short(text: &str) -> String {
    let mut shown: String = text
        .chars()
        .take(SHOWN)
        .map(|letter| {
            if letter.is_control() {
                '\u{FFFD}'
            } else {
                letter
            }
        })
        .collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

/// A value by its type and the beginning of it: `the number 3`, `the text “abc”`, `a list of 2`.
pub(crate) fn described(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(boolean) => format!("the boolean {boolean}"),
        Value::Number(number) => format!("the number {number}"),
        Value::String(text) => format!("the text “{}”", short(text)),
        Value::Array(entries) => format!("a list of {}", entries.len()),
        Value::Object(members) if members.is_empty() => "an object without members".to_owned(),
        Value::Object(members) => {
            let names: Vec<String> = members.keys().take(4).map(|name| short(name)).collect();
            let more = if members.len() > 4 { ", …" } else { "" };
            format!("an object with {}{more}", names.join(", "))
        }
    }
}
