//! Activity: everything that changed, who did it, and everything that was refused (product rule 13).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Actor {
    /// Okta's provisioning client, with a valid passkey.
    Okta,
    /// Someone who called as Okta and was not let in.
    Unknown,
    /// A person who is signed in.
    Person {
        /// Their id.
        id: String,
        /// Their name, as it was then.
        name: String,
    },
    /// Whoever has the host's terminal.
    Operator,
    /// Latchkey itself.
    Latchkey,
}

impl Actor {
    /// The word of every kind.
    pub const KINDS: [&'static str; 5] = ["okta", "unknown", "person", "operator", "latchkey"];

    /// The word of its kind, in the database and in JSON.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Okta => "okta",
            Self::Unknown => "unknown",
            Self::Person { .. } => "person",
            Self::Operator => "operator",
            Self::Latchkey => "latchkey",
        }
    }

    /// How a line of activity names the actor.
    pub fn label(&self) -> &str {
        match self {
            Self::Okta => "Okta",
            Self::Unknown => "unknown caller",
            Self::Person { name, .. } => name,
            Self::Operator => "operator",
            Self::Latchkey => "Latchkey",
        }
    }
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Something is different now.
    Changed,
    /// The request asked for what is so already.
    Unchanged,
    /// Done, and nothing that is stored became different by it: a passkey shown, a backup made.
    Done,
    /// Refused: nothing is different.
    Refused,
    /// Wrong or retired credentials.
    WrongPasskey,
    /// Only read.
    Read,
    /// Something that an admin should look at.
    Notice,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 7] = [
        Self::Changed,
        Self::Unchanged,
        Self::Done,
        Self::Refused,
        Self::WrongPasskey,
        Self::Read,
        Self::Notice,
    ];

    /// The word in the database and in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Unchanged => "unchanged",
            Self::Done => "done",
            Self::Refused => "refused",
            Self::WrongPasskey => "wrong_passkey",
            Self::Read => "read",
            Self::Notice => "notice",
        }
    }

    /// The outcome of a stored word.
    pub fn from_stored(word: &str) -> Self {
        match word {
            "changed" => Self::Changed,
            "unchanged" => Self::Unchanged,
            "done" => Self::Done,
            "wrong_passkey" => Self::WrongPasskey,
            "read" => Self::Read,
            "notice" => Self::Notice,
            _ => Self::Refused,
        }
    }
}

/// What it was done to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// "user", "group", "connector", `sign_in` …; empty for nothing in particular.
    pub kind: String,
    /// Its id, if it has one.
    pub id: Option<String>,
    /// Its name, as it was then.
    pub name: String,
}

impl Target {
    /// A target with an id.
    pub fn new(kind: &str, id: &str, name: &str) -> Self {
        Self {
            kind: kind.to_owned(),
            id: Some(id.to_owned()),
            name: name.to_owned(),
        }
    }

    /// A target of which there is only one, by its name.
    pub fn of(name: &str) -> Self {
        let kind = match name {
            "Okta connector" => "connector".to_owned(),
            "Enterprise Toolkit" => "toolkit".to_owned(),
            other => other.to_ascii_lowercase().replace([' ', '-'], "_"),
        };
        Self {
            kind,
            id: None,
            name: name.to_owned(),
        }
    }
}

/// One attribute, before and after.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AttributeChange {
    /// The leaf's name, as in the schema.
    pub attribute: String,
    /// What it was; null when it was not there.
    pub before: Value,
    /// What it is; null when it is not there.
    pub after: Value,
}

/// The HTTP call behind an entry.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Call {
    /// GET, POST …
    pub method: String,
    /// Path and query below `/scim/v2`.
    pub path: String,
    /// The address that it came from.
    pub from: Option<String>,
    /// The request id that the log line and the answer's header carry.
    pub request_id: String,
    /// Which passkey let it in.
    pub passkey: Option<String>,
    /// The status that was answered.
    pub status: u16,
    /// From the request's arrival to the commit, in microseconds.
    pub micros: u64,
    /// The body with secrets masked.
    pub request: Option<Value>,
    /// What was answered, as JSON text with secrets masked, where it says more than the entry.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "answer"
    )]
    pub answer: Option<String>,
}

/// Entries of earlier versions have the answer as the object itself.
fn answer<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Null => None,
        Value::String(text) => Some(text),
        object => Some(object.to_string()),
    })
}

/// One entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// UUID.
    pub id: String,
    /// When; for a gathered entry, the first time.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// What, as `thing.verb`: "user.deactivated".
    pub action: String,
    /// To what.
    pub target: Target,
    /// What came of it.
    pub outcome: Outcome,
    /// Why it was refused, or what else there is to say.
    pub reason: Option<String>,
    /// What became different.
    pub changes: Vec<AttributeChange>,
    /// What the request asked for that was left out, and is on record instead (product rule 10):
    /// unknown attributes and unknown members, by name.
    pub left_out: Vec<String>,
    /// The call behind it.
    pub call: Option<Call>,
    /// How many the entry stands for, and when the last of them was.
    pub count: u64,
    /// See `count`.
    pub last_at: Timestamp,
}

/// A body longer than this is on record by its length only.
pub const BODY_ON_RECORD: usize = 64 * 1024;

/// A body of so many bytes as it goes on record: masked, or too long to be kept.
pub fn on_record(body: &Value, bytes: usize) -> Value {
    if bytes > BODY_ON_RECORD {
        return not_kept(bytes);
    }
    let mut masked = body.clone();
    mask(&mut masked);
    masked
}

/// What stands in the place of a body that is not kept.
pub fn not_kept(bytes: usize) -> Value {
    Value::from(format!("{bytes} bytes, not kept"))
}

/// Takes secrets out of a body that goes on record: whatever speaks of a password, at any depth, in any case, with blanks or
/// a filter around it. Too much is masked rather than too little: what is meant is known only once it was read.
pub fn mask(value: &mut Value) {
    let speaks_of_it = |text: &str| text.to_ascii_lowercase().contains("password");
    match value {
        Value::Object(object) => {
            for (name, inner) in object.iter_mut() {
                if speaks_of_it(name) {
                    *inner = Value::from("•••");
                } else {
                    mask(inner);
                }
            }
            // PATCH writes the name beside the value: {"path": "password", "value": "…"}.
            let names_password = object.iter().any(|(name, inner)| {
                name.eq_ignore_ascii_case("path") && speaks_of_it(&inner.to_string())
            });
            if names_password {
                for (name, inner) in object.iter_mut() {
                    if name.eq_ignore_ascii_case("value") {
                        *inner = Value::from("•••");
                    }
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(mask),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_answer_of_an_earlier_version_is_read_as_the_text_that_it_is_now() {
        let mut stored = serde_json::to_value(Call {
            answer: Some("{\"status\":\"400\"}".to_owned()),
            ..Call::default()
        })
        .unwrap();
        let read: Call = serde_json::from_value(stored.clone()).unwrap();
        stored["answer"] = json!({"status": "400"});
        assert_eq!(serde_json::from_value::<Call>(stored).unwrap(), read);
    }

    #[test]
    fn a_password_is_masked_wherever_it_stands() {
        let mut body = json!({
            "PassWord": "s3cret",
            "Operations": [
                {"op": "replace", "path": "urn:ietf:params:scim:schemas:core:2.0:User:password", "Value": "s3cret"},
                {"op": "replace", "value": {"password": {"nested": "s3cret"}}},
                // Blanks around a path are no part of it.
                {"op": "replace", "path": " password ", "value": "s3cret"},
                {"op": "replace", "path": "password[value eq 1]", "value": "s3cret"},
                {"op": "replace", "path": ["password"], "value": "s3cret"},
                {"op": "replace", "value": {"password ": "s3cret"}}
            ]
        });
        mask(&mut body);
        assert!(!body.to_string().contains("s3cret"));
    }
}
