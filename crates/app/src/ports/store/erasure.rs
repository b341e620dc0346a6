//! Erasing a person for good.

use super::StoreError;

/// What a person is known by in texts.
#[derive(Clone, PartialEq, Eq)]
pub struct KnownBy {
    /// Their id.
    pub id: String,
    /// What they sign in with.
    pub user_name: String,
    /// Their address.
    pub email: String,
    /// Okta's id of them.
    pub external_id: Option<String>,
}

/// Entries that name a person, as far as was looked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Naming {
    /// Their places.
    pub places: Vec<u64>,
    /// The last place that was looked at; `None` when there was none.
    pub looked_to: Option<u64>,
}

/// Reads.
pub trait ErasureReads {
    /// Which of the next `most` entries behind a place are about a person, by them, or name them in any text. An address counts
    /// where it stands by itself, not as a part of another.
    fn places_naming(&self, known: &KnownBy, behind: u64, most: u64) -> Result<Naming, StoreError>;
}

/// Writes.
pub trait ErasureWrites {
    /// Erases what the entries at these places say; their links stay. Gives back how many there were.
    fn erase_activity(&mut self, places: &[u64]) -> Result<u64, StoreError>;
    /// Erases what else names a person: calls that only read, tests of the sign-in, and what a search looks for. Called before
    /// the person is removed.
    fn erase_traces(&mut self, known: &KnownBy) -> Result<(), StoreError>;
}

/// It is about to be forgotten, so it is in no log either.
impl std::fmt::Debug for KnownBy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KnownBy")
    }
}
