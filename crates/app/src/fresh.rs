//! What needs a sign-in of a moment ago: whoever finds a window open may look, not take secrets away (product rule 8).

use jiff::{SignedDuration, Timestamp};
use latchkey_domain::activity::Actor;
use latchkey_domain::{Refusal, RefusalCode};

use crate::record::Caller;

/// A sign-in counts as fresh this long.
pub const FRESH: SignedDuration = SignedDuration::from_mins(5);

impl Caller {
    /// Refuses a person whose sign-in is older than five minutes. The host's terminal is not asked.
    pub fn demand_fresh(&self, now: Timestamp) -> Result<(), Refusal> {
        if !matches!(self.actor, Actor::Person { .. }) {
            return Ok(());
        }
        let is_fresh = self
            .call
            .as_ref()
            .and_then(|call| call.signed_in_at)
            .is_some_and(|at| now.duration_since(at) < FRESH);
        if is_fresh {
            return Ok(());
        }
        Err(Refusal::new(
            RefusalCode::NotFresh,
            "This needs a sign-in of the last five minutes. Sign in again, then repeat it. Nothing was changed.",
        ))
    }
}
