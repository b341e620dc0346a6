//! Invites: one-time links by which someone sets their first local password.

use latchkey_domain::invite::Invite;

use super::StoreError;

/// Reads.
pub trait InviteReads {
    /// The invite whose token has this SHA-256, whether or not it has run out.
    fn find_invite(&self, token_hash: &[u8; 32]) -> Result<Option<Invite>, StoreError>;
}

/// Writes.
pub trait InviteWrites {
    /// Adds an invite under its token's SHA-256, in place of an earlier one for the same person.
    fn put_invite(&mut self, invite: &Invite, token_hash: &[u8; 32]) -> Result<(), StoreError>;
    /// Takes a person's invite away; false if there was none.
    fn remove_invite_of(&mut self, user_id: &str) -> Result<bool, StoreError>;
    /// Takes everybody's away; how many there were.
    fn remove_all_invites(&mut self) -> Result<u64, StoreError>;
}
