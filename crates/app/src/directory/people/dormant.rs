//! Dormant access: who may come in and has not done so for long, and who may not come in any more and still is listed.

use jiff::{SignedDuration, Timestamp};
use latchkey_domain::{AccessRole, Refusal, RefusalCode};

use crate::App;
use crate::authority::Authority;
use crate::failure::Failure;
use crate::ports::store::{PeopleFilter, PeopleOrder, PeopleSort, Place};
use crate::record::Caller;

/// Ten years; whoever asks for more has most likely typed another unit than days.
const MOST_DAYS: u32 = 3650;

impl App {
    /// The moment from which on nothing may have happened for `days` days to be dormant, as
    /// `PeopleFilter::dormant_since` wants it.
    pub fn dormant_since(&self, days: u32) -> Result<Timestamp, Refusal> {
        (1..=MOST_DAYS)
            .contains(&days)
            .then(|| SignedDuration::from_hours(24 * i64::from(days)))
            .and_then(|ago| self.now().checked_sub(ago).ok())
            .ok_or_else(|| {
                Refusal::new(
                    RefusalCode::UnacceptedValue,
                    format!(
                        "Dormant for {days} days cannot be looked for. Ask for 1 to {MOST_DAYS} days; 90 is usual."
                    ),
                )
            })
    }

    /// Everyone who has been dormant for `days` days, for whoever has an access role: active people first by their last
    /// sign-in, then those who are deactivated. As places, whose rows are read by and by.
    pub fn dormant_people(&self, caller: &Caller, days: u32) -> Result<Vec<Place>, Failure> {
        let since = self.dormant_since(days)?;
        let by_last_sign_in = PeopleOrder {
            sort: PeopleSort::LastSignIn,
            descending: false,
        };
        self.look(|store| {
            Authority::of(store, caller)?.demand(AccessRole::ReadOnly)?;
            let mut places = Vec::new();
            for active in [true, false] {
                let filter = PeopleFilter {
                    active: Some(active),
                    dormant_since: Some(since),
                    ..PeopleFilter::default()
                };
                let found = store.find_people(&filter, by_last_sign_in, 0, u64::MAX)?;
                places.extend(found.places);
            }
            Ok(places)
        })
    }
}
