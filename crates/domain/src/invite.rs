//! Invites: a one-time link by which someone who is not in Okta sets a first local password.

use jiff::{SignedDuration, Timestamp};

/// An invite lives this long.
pub const LIFETIME: SignedDuration = SignedDuration::from_hours(7 * 24);

/// An invite as it is stored; the token's hash stays in the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invite {
    /// For whom. There is one at a time.
    pub user_id: String,
    /// When it was made.
    pub made_at: Timestamp,
}

impl Invite {
    /// When it runs out.
    pub fn expires_at(&self) -> Timestamp {
        self.made_at.checked_add(LIFETIME).unwrap_or(Timestamp::MAX)
    }

    /// Whether it still opens anything.
    pub fn is_live(&self, now: Timestamp) -> bool {
        now < self.expires_at()
    }
}
