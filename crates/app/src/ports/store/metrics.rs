//! What `/metrics` needs of the store: its token, and how many sessions there are.

use latchkey_domain::metrics_token::MetricsToken;

use super::StoreError;

/// Reads.
pub trait MetricsReads {
    /// The token, if there is one.
    fn metrics_token(&self) -> Result<Option<MetricsToken>, StoreError>;
    /// How many sessions there are.
    fn count_sessions(&self) -> Result<u64, StoreError>;
}

/// Writes.
pub trait MetricsWrites {
    /// Puts the token in the place of the one before; `None` removes it.
    fn put_metrics_token(&mut self, token: Option<&MetricsToken>) -> Result<(), StoreError>;
}
