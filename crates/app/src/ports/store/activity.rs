//! The record.

use jiff::Timestamp;
use latchkey_domain::activity::Entry;

use super::StoreError;

/// Which entries to list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActivityQuery {
    /// Only entries with a larger sequence number, for following.
    pub after: Option<u64>,
    /// Only entries with a smaller one, for paging.
    pub before: Option<u64>,
    /// Only entries about this target id.
    pub target_id: Option<String>,
    /// At most so many.
    pub limit: u64,
}

/// A call that only read, in full.
#[derive(Clone, Debug, PartialEq)]
pub struct RecentRead {
    /// When.
    pub at: Timestamp,
    /// The call.
    pub call: latchkey_domain::activity::Call,
}

/// The last of several changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastChange {
    /// The entry's id.
    pub entry_id: String,
    /// When.
    pub at: Timestamp,
}

/// Reads.
pub trait ActivityReads {
    /// Entries with their sequence numbers, the newest first.
    fn list_activity(&self, query: &ActivityQuery) -> Result<Vec<(u64, Entry)>, StoreError>;
    /// How many users Okta deactivated since `since`.
    fn count_deactivations_since(&self, since: Timestamp) -> Result<u64, StoreError>;
    /// When an entry of this action was last written.
    fn last_activity(&self, action: &str) -> Result<Option<Timestamp>, StoreError>;
    /// When Okta last changed this target, and by which entry.
    fn last_change_by_okta(&self, target_id: &str) -> Result<Option<LastChange>, StoreError>;
    /// The calls that only read, the newest first.
    fn recent_reads(&self, limit: u64) -> Result<Vec<RecentRead>, StoreError>;
}

/// Writes.
pub trait ActivityWrites {
    /// Adds an entry.
    fn add_activity(&mut self, entry: &Entry) -> Result<(), StoreError>;
    /// Adds `entry.count` to the entry that was gathered under `key`, or adds it as the first of them. The newest
    /// call and `last_at` replace the older.
    fn gather_activity(&mut self, key: &str, entry: &Entry) -> Result<(), StoreError>;
    /// Keeps calls that only read; the newest `keep` stay.
    fn add_recent_reads(&mut self, reads: &[RecentRead], keep: u64) -> Result<(), StoreError>;
}
