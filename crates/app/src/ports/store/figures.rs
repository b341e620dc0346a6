//! Figures: what is counted for Home and Billing.

use jiff::Timestamp;
use latchkey_domain::AccessRole;
use latchkey_domain::activity::Outcome;

use super::StoreError;

/// Okta's calls of one hour with one outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HourCount {
    /// Hours since 1970.
    pub hour: i64,
    /// Which outcome.
    pub outcome: Outcome,
    /// How many.
    pub calls: u64,
}

/// The users of one access role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeatCount {
    /// The role; `None` is app access only.
    pub access_role: Option<AccessRole>,
    /// Whether these are the active ones.
    pub active: bool,
    /// How many.
    pub users: u64,
    /// How many of them ever signed in.
    pub signed_in_ever: u64,
}

/// A day's seats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeatDay {
    /// The day in UTC, as 2026-11-01.
    pub day: String,
    /// How many users were active.
    pub active: u64,
}

/// Reads.
pub trait FigureReads {
    /// Okta's calls by hour and outcome, those that were not let in included.
    fn okta_hours(&self, since: Timestamp) -> Result<Vec<HourCount>, StoreError>;
    /// Users by role and state.
    fn seats(&self) -> Result<Vec<SeatCount>, StoreError>;
    /// Days from `first` on, the oldest first; a day at which nobody looked is left out.
    fn seat_days(&self, first: &str) -> Result<Vec<SeatDay>, StoreError>;
    /// Whom Okta deactivated since then, who still are; the newest first.
    fn still_deactivated_since(&self, since: Timestamp) -> Result<Vec<String>, StoreError>;
    /// Whose deactivation is held, since when, the oldest first.
    fn held_deactivations(&self) -> Result<Vec<(String, Timestamp)>, StoreError>;
    /// How many active users Okta provisioned before then, who never signed in.
    fn count_provisioned_never_signed_in(&self, before: Timestamp) -> Result<u64, StoreError>;
}

/// Writes.
pub trait FigureWrites {
    /// Notes a day's seats in the place of what was noted before.
    fn put_seat_day(&mut self, day: &SeatDay) -> Result<(), StoreError>;
}
