//! Webhooks, and what became of their messages.

use jiff::Timestamp;
use latchkey_domain::webhook::{Delivery, Webhook};

use super::StoreError;

/// Reads.
pub trait WebhookReads {
    /// Every endpoint, the oldest first.
    fn list_webhooks(&self) -> Result<Vec<Webhook>, StoreError>;
    /// An endpoint by id.
    fn get_webhook(&self, id: &str) -> Result<Option<Webhook>, StoreError>;
    /// The log of an endpoint, the newest first.
    fn list_deliveries(&self, webhook_id: &str, limit: u64) -> Result<Vec<Delivery>, StoreError>;
    /// One attempt of an endpoint.
    fn get_delivery(&self, webhook_id: &str, id: u64) -> Result<Option<Delivery>, StoreError>;
    /// When this entry of activity was last taken by the endpoint, as far back as its log goes.
    fn last_taken(&self, webhook_id: &str, entry_id: &str)
    -> Result<Option<Timestamp>, StoreError>;
}

/// Writes.
pub trait WebhookWrites {
    /// Adds an endpoint or replaces the one of the same id.
    fn put_webhook(&mut self, webhook: &Webhook) -> Result<(), StoreError>;
    /// Takes an endpoint away, its log included.
    fn remove_webhook(&mut self, id: &str) -> Result<(), StoreError>;
    /// Adds an attempt to the log; the newest `keep` of the endpoint stay. Gives its id.
    fn add_delivery(&mut self, delivery: &Delivery, keep: u64) -> Result<u64, StoreError>;
}
