//! The record.

use std::fmt;

use jiff::Timestamp;
use latchkey_domain::activity::{Entry, Outcome};

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
    /// Only entries about the person of this id, or by them.
    pub person: Option<String>,
    /// Only entries of one of these actions; empty is all.
    pub actions: Vec<String>,
    /// Only entries of one of these outcomes; empty is all.
    pub outcomes: Vec<Outcome>,
    /// Only entries by one of these kinds of actor, by their words; empty is all.
    pub actors: Vec<String>,
    /// Only entries about one of these kinds of target; empty is all.
    pub kinds: Vec<String>,
    /// Only entries with this text in the target's name, the actor's, the reason or the action.
    pub text: Option<String>,
    /// Only entries of that time or later.
    pub since: Option<Timestamp>,
    /// Only entries before that time.
    pub until: Option<Timestamp>,
    /// The oldest come first; else the newest.
    pub oldest_first: bool,
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

/// What keeps an erased entry from being guessed by its digest: 32 random bytes, of no use to anybody once they are gone.
#[derive(Clone)]
pub struct Salt([u8; 32]);

impl Salt {
    /// Of random bytes.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for Salt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Salt")
    }
}

/// The newest link of the chain that all entries are tied into: whoever keeps it elsewhere can tell later whether what was
/// on record by then still is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChainEnd {
    /// The place of the newest entry, its sequence number.
    pub place: u64,
    /// Its link: SHA-256.
    pub link: [u8; 32],
}

/// `SEQ:HEX`, as `latchkey check --anchor` takes it.
impl fmt::Display for ChainEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.place)?;
        self.link
            .iter()
            .try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// What one step of trimming came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Trimmed {
    /// So many entries were old enough; 0 means that none are left.
    pub looked_at: u64,
    /// So many went, or lost what was sent and answered.
    pub removed: u64,
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
    /// Entries with their sequence numbers.
    fn list_activity(&self, query: &ActivityQuery) -> Result<Vec<(u64, Entry)>, StoreError>;
    /// An entry by id, with its sequence number.
    fn get_activity(&self, id: &str) -> Result<Option<(u64, Entry)>, StoreError>;
    /// The largest sequence number; 0 while there is no entry.
    fn newest_activity(&self) -> Result<u64, StoreError>;
    /// How many users Okta deactivated since `since` and are still inactive, the one with the id `but` left out.
    fn count_deactivated_since(&self, since: Timestamp, but: &str) -> Result<u64, StoreError>;
    /// The newest link of the chain.
    fn end_of_chain(&self) -> Result<ChainEnd, StoreError>;
    /// When an entry of this action was last written.
    fn last_activity(&self, action: &str) -> Result<Option<Timestamp>, StoreError>;
    /// When Okta last changed this target, and by which entry.
    fn last_change_by_okta(&self, target_id: &str) -> Result<Option<LastChange>, StoreError>;
    /// The calls that only read, the newest first.
    fn recent_reads(&self, limit: u64) -> Result<Vec<RecentRead>, StoreError>;
}

/// Writes.
pub trait ActivityWrites {
    /// Adds an entry, tied to the one before.
    fn add_activity(&mut self, entry: &Entry, salt: &Salt) -> Result<(), StoreError>;
    /// Adds `entry.count` to the entry that was gathered under `key`, or adds it as the first of them. The newest
    /// call and `last_at` replace the older, and the entry comes to the end of the order, so that whoever follows sees
    /// that it grew.
    fn gather_activity(&mut self, key: &str, entry: &Entry, salt: &Salt) -> Result<(), StoreError>;
    /// Removes the oldest entries that were last written to before `older_than`, but those with the ids `but`: as many as one
    /// unit of work should. Called until nothing was old enough.
    fn trim_activity(
        &mut self,
        older_than: Timestamp,
        but: &[String],
        now: Timestamp,
    ) -> Result<Trimmed, StoreError>;
    /// Removes what was sent and answered with them, in the same way; the entries stay.
    fn trim_bodies(&mut self, older_than: Timestamp) -> Result<Trimmed, StoreError>;
    /// Keeps calls that only read; the newest `keep` stay.
    fn add_recent_reads(&mut self, reads: &[RecentRead], keep: u64) -> Result<(), StoreError>;
}
