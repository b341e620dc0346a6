//! Sessions.

use jiff::Timestamp;
use latchkey_domain::session::Session;

use super::StoreError;

/// Reads.
pub trait SessionReads {
    /// The session whose token has this SHA-256.
    fn find_session(&self, token_hash: &[u8; 32]) -> Result<Option<Session>, StoreError>;
    /// A person's sessions, the newest first.
    fn sessions_of(&self, user_id: &str) -> Result<Vec<Session>, StoreError>;
}

/// Writes.
pub trait SessionWrites {
    /// Adds a session under its token's SHA-256.
    fn add_session(&mut self, session: &Session, token_hash: &[u8; 32]) -> Result<(), StoreError>;
    /// Notes that it was used.
    fn touch_session(&mut self, id: &str, at: Timestamp) -> Result<(), StoreError>;
    /// Ends one; false if there was none.
    fn remove_session(&mut self, id: &str) -> Result<bool, StoreError>;
    /// Ends all of a person's; gives back how many.
    fn remove_sessions_of(&mut self, user_id: &str) -> Result<u64, StoreError>;
    /// Ends all of a person's in the portal; gives back how many.
    fn remove_portal_sessions_of(&mut self, user_id: &str) -> Result<u64, StoreError>;
    /// Ends every session that began with a local password, but for `keep`; gives back how many.
    fn remove_password_sessions(&mut self, keep: Option<&str>) -> Result<u64, StoreError>;
    /// Ends every session, but for `keep`; gives back how many.
    fn remove_all_sessions(&mut self, keep: Option<&str>) -> Result<u64, StoreError>;
    /// Removes those that began at `created_by` or earlier, or were last used at `seen_by` or earlier.
    fn remove_ended_sessions(
        &mut self,
        created_by: Timestamp,
        seen_by: Timestamp,
    ) -> Result<u64, StoreError>;
}
