//! Billing: the plan, the seats, and Enterprise Toolkit. Seats are counted and shown, never a reason to refuse a user
//! (product rule 12).

use jiff::{SignedDuration, Timestamp};
use latchkey_domain::AccessRole;

use crate::App;
use crate::failure::Failure;
use crate::ports::store::{SeatCount, SeatDay, StoreExt as _};
use crate::record::Caller;

/// So many days of seats are shown.
const DAYS: i64 = 90;

/// What the page shows.
#[derive(Clone, Debug)]
pub struct Billing {
    /// Since when Enterprise Toolkit is on.
    pub toolkit: Option<Timestamp>,
    /// Whether a connector waits for it.
    pub connector_suspended: bool,
    /// Users by role and state.
    pub seats: Vec<SeatCount>,
    /// Active users by day, the oldest first.
    pub history: Vec<SeatDay>,
}

impl App {
    /// The page, for an EnterpriseAdmin.
    pub fn billing(&self, caller: &Caller) -> Result<Billing, Failure> {
        let now = self.now();
        let first = now
            .checked_sub(SignedDuration::from_hours(24 * (DAYS - 1)))
            .unwrap_or(now);
        self.read_as(caller, AccessRole::EnterpriseAdmin, |store| {
            let toolkit = store.toolkit_enabled_at()?;
            let mut history = store.seat_days(&day(first))?;
            let today = SeatDay {
                day: day(now),
                active: store.count_active_users()?,
            };
            // What is so now counts, whenever it was last noted.
            history.retain(|noted| noted.day != today.day);
            history.push(today);
            Ok(Billing {
                connector_suspended: toolkit.is_none() && store.connector()?.is_some(),
                toolkit,
                seats: store.seats()?,
                history,
            })
        })
    }

    /// Notes how many users are active today. The server calls this every minute, so that the last word of a day is what
    /// stays of it.
    pub async fn note_seats(&self) -> Result<(), Failure> {
        let today = day(self.now());
        let noted = self.read(|store| {
            let active = store.count_active_users()?;
            let same = store
                .seat_days(&today)?
                .iter()
                .any(|noted| noted.day == today && noted.active == active);
            Ok((!same).then_some(active))
        })?;
        let Some(active) = noted else {
            return Ok(());
        };
        let day = SeatDay { day: today, active };
        self.store()
            .write(move |store| Ok(store.put_seat_day(&day)?))
            .await
    }
}

/// The day in UTC, as 2026-11-01.
fn day(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}
