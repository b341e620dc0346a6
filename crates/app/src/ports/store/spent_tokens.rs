//! Tokens by which an issuer ended somebody's sessions, each of which works once.

use jiff::Timestamp;

use super::StoreError;

/// Reads.
pub trait SpentTokenReads {
    /// Whether the token of this id was used.
    fn is_spent(&self, id: &[u8; 32]) -> Result<bool, StoreError>;
}

/// Writes.
pub trait SpentTokenWrites {
    /// Uses it; false if it was used before.
    fn spend_token(&mut self, id: &[u8; 32], good_until: Timestamp) -> Result<bool, StoreError>;
    /// Forgets those that were good until some time before this.
    fn remove_spent_tokens(&mut self, good_until_before: Timestamp) -> Result<u64, StoreError>;
}
