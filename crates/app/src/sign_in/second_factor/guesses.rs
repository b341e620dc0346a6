//! Wrong codes of an authenticator app, counted by account: there are only a million codes, and whoever guesses them
//! knows the password already and may come from many addresses.
//!
//! Unlike with passwords nobody else can shut a person out by this: it takes their password to be asked for a code. And
//! their passkeys and recovery codes, which nobody guesses, go on.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use latchkey_domain::{Refusal, RefusalCode};

/// So many wrong ones have no consequence.
const FREE: u32 = 5;
/// How long the next one waits then, in seconds; it doubles with each.
const FIRST: i64 = 30;
/// At most so long: 96 tries a day against a million codes.
const LONGEST: i64 = 900;
/// All is forgotten after so long without a wrong one.
const FORGOTTEN_AFTER: SignedDuration = SignedDuration::from_hours(24);

#[derive(Clone, Copy, Debug)]
struct Tally {
    wrong: u32,
    at: Timestamp,
}

impl Tally {
    fn wait(self) -> SignedDuration {
        let Some(over) = self.wrong.checked_sub(FREE) else {
            return SignedDuration::ZERO;
        };
        SignedDuration::from_secs(FIRST.saturating_mul(1 << over.min(16)).min(LONGEST))
    }
}

/// Who typed wrong codes lately. There are no more entries than people whose password somebody knows.
#[derive(Debug, Default)]
pub(crate) struct Guesses {
    tallies: Mutex<HashMap<String, Tally>>,
}

impl Guesses {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Tally>> {
        self.tallies.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets a code be looked at, or says how long to wait. It counts as wrong from here on, until [`Self::was_right`]
    /// says otherwise, so that many at once are no way around.
    pub(crate) fn begin(&self, user_id: &str, now: Timestamp) -> Result<(), Refusal> {
        let mut tallies = self.lock();
        tallies.retain(|_, tally| now.duration_since(tally.at) < FORGOTTEN_AFTER);
        let tally = tallies
            .entry(user_id.to_owned())
            .or_insert(Tally { wrong: 0, at: now });
        let wait = tally.wait();
        // A host's clock may be set back.
        let left = (tally.at + wait).duration_since(now).min(wait);
        if left.is_positive() {
            return Err(too_many(left));
        }
        *tally = Tally {
            wrong: (tally.wrong + 1).min(FREE + 16),
            at: now,
        };
        Ok(())
    }

    /// Wipes the slate.
    pub(crate) fn was_right(&self, user_id: &str) {
        self.lock().remove(user_id);
    }
}

fn too_many(left: SignedDuration) -> Refusal {
    let seconds = u64::try_from(left.as_millis().unsigned_abs().div_ceil(1000)).unwrap_or(u64::MAX);
    let unit = if seconds == 1 { "second" } else { "seconds" };
    let mut refusal = Refusal::new(
        RefusalCode::TooMany,
        format!(
            "Too many wrong codes were typed for this account. Nothing was changed. Wait {seconds} {unit}, or use a \
             passkey or a recovery code."
        ),
    );
    refusal.retry_after = Some(seconds);
    refusal
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn wait(guesses: &Guesses, who: &str, now: i64) -> Option<u64> {
        let refusal = guesses.begin(who, at(now)).err()?;
        refusal.retry_after
    }

    #[test]
    fn waits_double_up_to_a_quarter_of_an_hour() {
        let guesses = Guesses::default();
        for _ in 0..5 {
            assert_eq!(wait(&guesses, "ana", 0), None);
        }
        let mut now = 0;
        for expected in [30, 60, 120, 240, 480, 900, 900] {
            assert_eq!(wait(&guesses, "ana", now), Some(expected));
            now += i64::try_from(expected).unwrap();
            assert_eq!(wait(&guesses, "ana", now), None, "{expected}");
        }
        assert_eq!(wait(&guesses, "bo", now), None);
        guesses.was_right("ana");
        assert_eq!(wait(&guesses, "ana", now), None);
    }

    #[test]
    fn what_is_said_has_the_seconds() {
        let said = too_many(SignedDuration::from_millis(1));
        assert_eq!(said.retry_after, Some(1));
        assert!(said.detail.contains("Wait 1 second,"), "{said}");
    }

    #[test]
    fn a_day_later_all_is_forgotten() {
        let guesses = Guesses::default();
        for _ in 0..5 {
            assert_eq!(wait(&guesses, "ana", 0), None);
        }
        assert_eq!(wait(&guesses, "ana", 24 * 3600), None);
        assert_eq!(guesses.lock()["ana"].wrong, 1);
    }
}
