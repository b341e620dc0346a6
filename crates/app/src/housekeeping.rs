//! Taking away what has run out. It is no activity: nobody could use it any more, and no screen shows it.

use jiff::Timestamp;
use latchkey_domain::session::Lifetime;

use crate::App;
use crate::failure::Failure;
use crate::ports::store::{StoreError, StoreExt as _, Writes};

/// How much was taken away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Removed {
    /// Sessions that ended by their age or by not being used.
    pub sessions: u64,
    /// Challenges for which no ID token came in time.
    pub challenges: usize,
    /// Second steps of sign-ins, and enrolments, that nobody came back with in time.
    pub second_steps: usize,
}

impl App {
    /// Removes what has run out. The server calls this when it starts and every hour.
    ///
    /// A passkey whose grace period is over stays, so that a caller who still has it is told that it was retired.
    pub async fn remove_what_ran_out(&self) -> Result<Removed, Failure> {
        let now = self.now();
        let sessions = self
            .store()
            .write(move |store| {
                let lifetime = store.settings()?.session_lifetime();
                store.remove_spent_tokens(now)?;
                remove_ended_sessions(store, lifetime, now)
            })
            .await?;
        self.attempts.remove_ended(now);
        self.spent.remove_ended(now);
        Ok(Removed {
            sessions,
            challenges: self.challenges.remove_ended(now),
            second_steps: self.remove_ended_second_steps(now),
        })
    }
}

/// Removes the sessions that have run out by this lifetime.
pub(crate) fn remove_ended_sessions(
    store: &mut dyn Writes,
    lifetime: Lifetime,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let before = |age| now.checked_sub(age).unwrap_or(Timestamp::MIN);
    store.remove_ended_sessions(before(lifetime.longest), before(lifetime.idle))
}
