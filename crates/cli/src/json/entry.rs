//! An entry of activity.

use jiff::Timestamp;
use latchkey_domain::activity::{Entry, Outcome};
use serde::Serialize;

/// `latchkey activity --json` is a list of these.
#[derive(Debug, Serialize)]
pub(crate) struct EntryJson {
    pub(crate) at: Timestamp,
    pub(crate) actor: String,
    pub(crate) action: String,
    pub(crate) target: String,
    pub(crate) outcome: &'static str,
    pub(crate) reason: Option<String>,
    /// How many calls or attempts it stands for.
    pub(crate) count: u64,
    /// When the last of them was.
    #[serde(rename = "lastAt")]
    pub(crate) last_at: Timestamp,
    /// The number of the request behind it, of several the last one: as in the log and in the answer.
    #[serde(rename = "requestId")]
    pub(crate) request_id: Option<String>,
}

impl From<Entry> for EntryJson {
    fn from(entry: Entry) -> Self {
        Self {
            at: entry.at,
            actor: entry.actor.label().to_owned(),
            action: entry.action,
            target: entry.target.name,
            outcome: outcome(entry.outcome),
            reason: entry.reason,
            count: entry.count,
            last_at: entry.last_at,
            request_id: entry.call.map(|call| call.request_id),
        }
    }
}

/// Scripts know the other words. What was done without changing anything stored is "unchanged" to them, as it was before the
/// screens had a word for it.
fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Done => Outcome::Unchanged.as_str(),
        other => other.as_str(),
    }
}

#[cfg(test)]
mod tests {
    use latchkey_domain::activity::{Actor, Call, Target};

    use super::*;

    #[test]
    fn a_refusal_says_who_what_and_why() {
        let entry = Entry {
            id: "a1".into(),
            at: Timestamp::UNIX_EPOCH,
            actor: Actor::Okta,
            action: "user.created".into(),
            target: Target::new("user", "u1", "Ana Berg"),
            outcome: Outcome::Refused,
            reason: Some("Okta sent no family name.".into()),
            changes: Vec::new(),
            left_out: Vec::new(),
            call: Some(Call {
                request_id: "r1".into(),
                ..Call::default()
            }),
            count: 1,
            last_at: Timestamp::UNIX_EPOCH,
        };
        insta::assert_json_snapshot!(EntryJson::from(entry), @r#"
        {
          "at": "1970-01-01T00:00:00Z",
          "actor": "Okta",
          "action": "user.created",
          "target": "Ana Berg",
          "outcome": "refused",
          "reason": "Okta sent no family name.",
          "count": 1,
          "lastAt": "1970-01-01T00:00:00Z",
          "requestId": "r1"
        }
        "#);
    }

    #[test]
    fn a_script_needs_no_new_word_for_what_was_only_done() {
        assert_eq!(outcome(Outcome::Done), "unchanged");
        assert_eq!(outcome(Outcome::Notice), "notice");
    }
}
