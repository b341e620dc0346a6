//! Webhooks: other systems are told what happened, as Standard Webhooks (standardwebhooks.com) has it.
//!
//! What is still to be told is the record of activity itself: an endpoint keeps its place in it, and reads on from there, so
//! that nothing that was committed is lost, whatever becomes of the process, and a change costs nothing more. [`event`] makes
//! a message of an entry, [`signature`] signs it, [`deliver`] sends the next one and decides what comes after, [`endpoints`]
//! are the use cases of the screen and the command, [`by_hand`] what a person sends.
//!
//! Each endpoint is served in the order of the record, one message at a time and at least once: a message that was sent while
//! the process ended is sent again, under the same id. To add an event: a variant of
//! [`EventType`](latchkey_domain::webhook::EventType), and which entries tell of it.

mod attention;
mod by_hand;
mod deliver;
mod endpoints;
mod event;
mod signature;

use std::collections::HashMap;
use std::sync::Mutex;

use latchkey_domain::Refusal;
use latchkey_domain::activity::Target;
use latchkey_domain::webhook::Webhook;

pub(crate) use attention::list as attention;
pub use deliver::Round;
pub use endpoints::{AddedWebhook, WebhookEdit, WebhookPage};

use crate::failure::Failure;
use crate::ports::store::Reads;

/// So many attempts are kept for each endpoint.
pub const KEPT: u64 = 200;

/// How far the record was read for an endpoint without finding anything to tell: a shortcut that may be forgotten.
#[derive(Debug, Default)]
pub struct Scanned(Mutex<HashMap<String, u64>>);

impl Scanned {
    fn after(&self, webhook: &Webhook) -> u64 {
        let scanned = self.lock().get(&webhook.id).copied().unwrap_or(0);
        scanned.max(webhook.place)
    }

    fn note(&self, webhook: &Webhook, seq: u64) {
        self.lock().insert(webhook.id.clone(), seq);
    }

    fn forget(&self, id: &str) {
        self.lock().remove(id);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, u64>> {
        self.0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

fn target(webhook: &Webhook) -> Target {
    Target::new("webhook", &webhook.id, webhook.name())
}

fn existing(store: &dyn Reads, id: &str) -> Result<Webhook, Failure> {
    Ok(store
        .get_webhook(id)?
        .ok_or_else(|| Refusal::not_found("webhook", id))?)
}
