//! Taking away what has run out. It is no activity: nobody could use it any more, and no screen shows it.

use jiff::Timestamp;
use latchkey_domain::session::Lifetime;

use crate::App;
use crate::failure::Failure;
use crate::ports::store::StoreExt as _;

/// How much was taken away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Removed {
    /// Sessions that ended by their age or by not being used.
    pub sessions: u64,
    /// Challenges for which no ID token came in time.
    pub challenges: usize,
}

impl App {
    /// Removes what has run out. The server calls this when it starts and every hour.
    ///
    /// A passkey whose grace period is over stays, so that a caller who still has it is told that it was retired.
    pub async fn remove_what_ran_out(&self) -> Result<Removed, Failure> {
        let now = self.now();
        let lifetime = Lifetime::default();
        let before = |age| now.checked_sub(age).unwrap_or(Timestamp::MIN);
        let (created_before, seen_before) = (before(lifetime.longest), before(lifetime.idle));
        let sessions = self
            .store()
            .write(move |store| store.remove_ended_sessions(created_before, seen_before))
            .await?;
        self.attempts.remove_ended(now);
        self.spent.remove_ended(now);
        Ok(Removed {
            sessions,
            challenges: self.challenges.remove_ended(now),
        })
    }
}
