//! What Home says of endpoints that take nothing.

use jiff::{SignedDuration, Timestamp};
use latchkey_domain::webhook::State;

use crate::attention::{Attention, Severity};
use crate::failure::Failure;
use crate::ports::store::Reads;

/// A shorter silence passes by itself.
const SILENT: SignedDuration = SignedDuration::from_mins(10);

/// Endpoints that took nothing for a while, or want no more.
pub(crate) fn list(store: &dyn Reads, now: Timestamp) -> Result<Vec<Attention>, Failure> {
    let mut found = Vec::new();
    for webhook in store.list_webhooks()? {
        let name = webhook.name();
        let (sentence, since) = match (webhook.state, webhook.failing_since) {
            (State::Gone, since) => (
                format!("The webhook {name} answered that it is gone, and gets no messages."),
                since
                    .or(webhook.last_taken_at)
                    .unwrap_or(webhook.created_at),
            ),
            (State::Active, Some(since)) if now.duration_since(since) >= SILENT => (
                format!(
                    "The webhook {name} has taken no message since {}.",
                    since.strftime("%-d %B, %H:%M UTC")
                ),
                since,
            ),
            _ => continue,
        };
        found.push(Attention {
            code: "webhook_silent",
            sentence,
            label: "Open Settings".to_owned(),
            posts: false,
            to: "/settings".to_owned(),
            since,
            severity: Severity::Waiting,
            count: None,
        });
    }
    Ok(found)
}
