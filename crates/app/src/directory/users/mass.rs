//! A mass deactivation is noticed, and held where an admin chose that (product rule 9).

use jiff::SignedDuration;
use latchkey_domain::activity::Target;
use latchkey_domain::user::User;
use latchkey_domain::{Refusal, RefusalCode};

use super::target;
use crate::App;
use crate::failure::Failure;
use crate::ports::store::Writes;
use crate::record::{Caller, Record};

/// The action of the notice.
pub(crate) const NOTICED: &str = "users.mass_deactivation";
/// Whole seconds after which Okta tries a held deactivation again.
const RETRY_AFTER: u64 = 300;

impl App {
    /// Says so once an hour when the deactivations within the hour pass the threshold. The one at hand, `user`, is as
    /// stored, but not yet on record.
    pub(super) fn notice_mass_deactivation(
        &self,
        store: &mut dyn Writes,
        record: &mut Record,
        user: &User,
    ) -> Result<(), Failure> {
        let hour_ago = self.hour_ago();
        if store
            .last_activity(NOTICED)?
            .is_some_and(|at| at > hour_ago)
        {
            return Ok(());
        }
        let Some(count) = self.passed_threshold(store, user)? else {
            return Ok(());
        };
        record.notice(
            NOTICED,
            Target::of("directory"),
            format!(
                "Okta deactivated {count} people within an hour. If that was not meant, bring them back and look at the \
                 app's assignments in Okta."
            ),
        );
        Ok(())
    }

    /// Where an admin chose it, a deactivation past the threshold is held: refused to Okta until allowed, though the
    /// sessions end and sign-in is blocked all the same.
    pub(super) fn hold(
        &self,
        store: &mut dyn Writes,
        record: &mut Record,
        caller: &Caller,
        before: &User,
        after: &User,
    ) -> Result<Option<User>, Failure> {
        let deactivates = before.active && !after.active;
        if !(deactivates && caller.is_okta() && store.settings()?.hold_mass_deactivation) {
            return Ok(None);
        }
        let Some(count) = self.passed_threshold(store, before)? else {
            return Ok(None);
        };
        let mut held = before.clone();
        held.deactivation_held_at.get_or_insert(self.now());
        store.update_user(&held)?;
        store.remove_sessions_of(&held.id)?;
        let mut refusal = Refusal::new(
            RefusalCode::TooMany,
            format!(
                "Okta deactivated {count} people within an hour, so Latchkey holds further deactivations until an admin \
                 allows them. {} cannot sign in meanwhile. Open Home in Latchkey.",
                held.name()
            ),
        );
        refusal.retry_after = Some(RETRY_AFTER);
        record.target(target(&held)).refuse_but_keep(refusal);
        self.notice_mass_deactivation(store, record, &held)?;
        Ok(Some(held))
    }

    /// How many people Okta deactivated within the hour, if that is a mass: `user`, as stored, and everyone else who
    /// is inactive still.
    fn passed_threshold(&self, store: &dyn Writes, user: &User) -> Result<Option<u64>, Failure> {
        let others = store.count_deactivated_since(self.hour_ago(), &user.id)?;
        // Someone whose deactivation is held is active, and so among the active already.
        let active_before = store.count_active_users()? + others + u64::from(!user.active);
        let threshold = store.settings()?.mass_deactivation_threshold(active_before);
        let count = others + 1;
        Ok((count >= threshold).then_some(count))
    }

    fn hour_ago(&self) -> jiff::Timestamp {
        self.now()
            .checked_sub(SignedDuration::from_hours(1))
            .unwrap_or(jiff::Timestamp::MIN)
    }
}
