//! What a message says: who it is about, as they are when it is sent, and which attributes became different, by name. No
//! value that was before, no body of a call, no secret.

use jiff::Timestamp;
use latchkey_domain::AccessRole;
use latchkey_domain::activity::Entry;
use latchkey_domain::user::User;
use latchkey_domain::webhook::EventType;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use crate::ports::store::{Reads, StoreError};

/// The word of a message that a person sends to see whether it arrives.
pub(super) const TEST: &str = "test";

/// A message, before it is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Message {
    /// `webhook-id`.
    pub(super) id: String,
    /// The entry behind it.
    pub(super) entry_id: Option<String>,
    /// The type's word.
    pub(super) kind: String,
    /// JSON.
    pub(super) body: String,
}

/// What an endpoint is told of an entry.
pub(super) fn of_entry(
    store: &dyn Reads,
    webhook_id: &str,
    entry: &Entry,
    kind: EventType,
) -> Result<Message, StoreError> {
    let mut data = match (entry.target.kind.as_str(), &entry.target.id) {
        ("user", Some(id)) => match store.get_user(id)? {
            Some(user) => of_user(&user),
            None => of_somebody_gone(id, &entry.target.name),
        },
        _ => Map::new(),
    };
    if kind == EventType::RequestRefused {
        data.insert("action".to_owned(), entry.action.clone().into());
        data.insert("reason".to_owned(), entry.reason.clone().into());
        data.insert("count".to_owned(), entry.count.into());
    } else {
        data.insert("changed".to_owned(), changed(entry).into());
    }
    data.insert("actor".to_owned(), entry.actor.kind().into());
    data.insert("entryId".to_owned(), entry.id.clone().into());
    Ok(Message {
        id: message_id(webhook_id, &entry.id, entry.count),
        entry_id: Some(entry.id.clone()),
        kind: kind.as_str().to_owned(),
        body: body(kind.as_str(), entry.last_at, data),
    })
}

/// A test.
pub(super) fn test(webhook_id: &str, unique: &str, now: Timestamp) -> Message {
    let mut data = Map::new();
    data.insert(
        "text".to_owned(),
        "Sent from Latchkey to see whether it arrives.".into(),
    );
    Message {
        id: message_id(webhook_id, unique, 1),
        entry_id: None,
        kind: TEST.to_owned(),
        body: body(TEST, now, data),
    }
}

fn body(kind: &str, at: Timestamp, data: Map<String, Value>) -> String {
    json!({"type": kind, "timestamp": at.to_string(), "data": data}).to_string()
}

fn of_user(user: &User) -> Map<String, Value> {
    let mut data = Map::new();
    data.insert("id".to_owned(), user.id.clone().into());
    data.insert("userName".to_owned(), user.user_name.clone().into());
    data.insert("displayName".to_owned(), user.display_name.clone().into());
    data.insert(
        "accessRole".to_owned(),
        user.access_role.map(AccessRole::name).into(),
    );
    data.insert("active".to_owned(), user.active.into());
    data.insert("source".to_owned(), json!(user.source));
    data
}

/// Somebody who was removed before the message was sent.
fn of_somebody_gone(id: &str, name: &str) -> Map<String, Value> {
    let mut data = Map::new();
    data.insert("id".to_owned(), id.into());
    data.insert("userName".to_owned(), Value::Null);
    data.insert("displayName".to_owned(), name.into());
    data
}

fn changed(entry: &Entry) -> Vec<&str> {
    entry
        .changes
        .iter()
        .map(|change| change.attribute.as_str())
        .collect()
}

/// The same for each attempt, so that a receiver knows what it has already; another for each endpoint, and for an entry that
/// grew. Without the full stop, which parts what is signed.
fn message_id(webhook_id: &str, about: &str, count: u64) -> String {
    let digest = Sha256::digest(format!("{webhook_id} {about} {count}"));
    let mut id = "msg_".to_owned();
    for byte in &digest[..16] {
        use std::fmt::Write as _;
        let _ = write!(id, "{byte:02x}");
    }
    id
}
