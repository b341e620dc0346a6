//! How long the record is kept.

use jiff::{SignedDuration, Timestamp};

use crate::refusal::{Refusal, RefusalCode};

/// Troubleshooting and Home look back for a month.
pub const LEAST_ACTIVITY_DAYS: u32 = 30;
/// What Okta sent an hour ago is what an admin has to look at.
pub const LEAST_BODIES_DAYS: u32 = 1;
/// Ten years.
pub const MOST_DAYS: u32 = 3_650;

/// For how many days; `None` is for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keeping {
    /// Entries of activity, from their last time on.
    pub activity: Option<u32>,
    /// What was sent and answered with them; never longer than they are kept.
    pub bodies: Option<u32>,
}

impl Keeping {
    /// So many days each, 0 for ever; whatever is out of bounds is refused.
    pub fn new(activity: u32, bodies: u32) -> Result<Self, Refusal> {
        let refused = |field, sentence: String| {
            let sentence = format!("{sentence} Nothing was changed.");
            Err(Refusal::new(RefusalCode::UnacceptedValue, sentence).about(field, None))
        };
        if activity != 0 && !(LEAST_ACTIVITY_DAYS..=MOST_DAYS).contains(&activity) {
            return refused(
                "activityDays",
                format!(
                    "Activity cannot be kept for {activity} days: {LEAST_ACTIVITY_DAYS} to {MOST_DAYS} are possible, or 0 for ever."
                ),
            );
        }
        let most = if activity == 0 { MOST_DAYS } else { activity };
        if bodies != 0 && !(LEAST_BODIES_DAYS..=most).contains(&bodies) {
            return refused(
                "bodiesDays",
                format!(
                    "What was sent and answered cannot be kept for {bodies} days: {LEAST_BODIES_DAYS} to {most} are possible, or \
                     0 for as long as the activity."
                ),
            );
        }
        Ok(Self::within_bounds(activity, bodies))
    }

    /// The same of what was let in before: nothing that is stored takes away more than may be set.
    pub(crate) fn within_bounds(activity: u32, bodies: u32) -> Self {
        let days = |days: u32, least: u32| (days != 0).then(|| days.clamp(least, MOST_DAYS));
        Self {
            activity: days(activity, LEAST_ACTIVITY_DAYS),
            bodies: days(bodies, LEAST_BODIES_DAYS),
        }
    }

    /// Activity from before is old enough to go; `None` where none is.
    pub fn activity_before(&self, now: Timestamp) -> Option<Timestamp> {
        before(self.activity, now)
    }

    /// The same of what was sent and answered.
    pub fn bodies_before(&self, now: Timestamp) -> Option<Timestamp> {
        before(self.bodies, now)
    }
}

fn before(days: Option<u32>, now: Timestamp) -> Option<Timestamp> {
    let age = SignedDuration::from_hours(24 * i64::from(days?));
    now.checked_sub(age).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_out_of_bounds_is_refused_with_the_bounds() {
        for (activity, bodies, said) in [
            (29, 1, "30 to 3650 are possible, or 0 for ever"),
            (3_651, 1, "30 to 3650 are possible, or 0 for ever"),
            (30, 31, "1 to 30 are possible, or 0 for as long"),
            (0, 3_651, "1 to 3650 are possible, or 0 for as long"),
        ] {
            let refusal = Keeping::new(activity, bodies).unwrap_err();
            assert!(refusal.detail.contains(said), "{}", refusal.detail);
            assert!(refusal.detail.ends_with("Nothing was changed."));
        }
        for (activity, bodies) in [
            (30, 1),
            (30, 30),
            (3_650, 3_650),
            (0, 0),
            (0, 3_650),
            (30, 0),
        ] {
            assert!(Keeping::new(activity, bodies).is_ok());
        }
    }

    #[test]
    fn for_ever_takes_nothing_away_and_a_day_has_24_hours() {
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        let keeping = Keeping::new(0, 1).unwrap();
        assert_eq!(keeping.activity_before(now), None);
        let yesterday = Timestamp::from_second(1_800_000_000 - 86_400).unwrap();
        assert_eq!(keeping.bodies_before(now), Some(yesterday));
    }
}
