//! Wrong passwords and one-time codes: whoever sends several waits, longer each time.
//!
//! A name is counted together with the address that it is tried from, so that nobody shuts another out; an address is
//! counted by itself too, for the one who tries one password with many names. Kept in memory alone: a restart forgets.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use latchkey_domain::{Refusal, RefusalCode, passkey};

use crate::record::Caller;

/// So many are told apart; of more, those that were wrong the longest ago are forgotten.
const AT_MOST: usize = 20_000;

/// How many wrong ones are for free, and what more of them cost.
#[derive(Debug)]
pub(crate) struct Budget {
    /// So many have no consequence.
    free: u32,
    /// How long the next one has to wait then, in seconds; it doubles with each.
    first: i64,
    /// At most so long.
    longest: i64,
    /// One of them is forgotten each time so many seconds pass.
    forgets_one_in: i64,
    /// Whether a right one wipes the slate. An address has names of others on it.
    right_forgets_all: bool,
    /// What came too often: "wrong passwords for this name".
    what: &'static str,
}

static PASSWORDS_FOR_A_NAME: Budget = Budget {
    free: 5,
    first: 10,
    longest: 300,
    forgets_one_in: 600,
    right_forgets_all: true,
    what: "wrong passwords for this name",
};

/// An office is one address.
static PASSWORDS_FROM_AN_ADDRESS: Budget = Budget {
    free: 25,
    first: 10,
    longest: 60,
    forgets_one_in: 60,
    right_forgets_all: false,
    what: "wrong passwords",
};

/// With 2^40 codes nobody guesses one.
static CODES: Budget = Budget {
    free: 10,
    first: 60,
    longest: 300,
    forgets_one_in: 60,
    right_forgets_all: true,
    what: "wrong one-time codes",
};

impl Budget {
    fn wait_after(&self, wrong: u32) -> SignedDuration {
        let Some(over) = wrong.checked_sub(self.free) else {
            return SignedDuration::ZERO;
        };
        let seconds = self.first.saturating_mul(1 << over.min(16));
        SignedDuration::from_secs(seconds.min(self.longest))
    }

    /// More than this changes nothing any more, and would only take longer to be forgotten.
    fn most(&self) -> u32 {
        let mut most = self.free;
        while self.wait_after(most).as_secs() < self.longest {
            most += 1;
        }
        most
    }
}

/// What one try is counted under, and by which budget.
#[derive(Debug)]
pub(crate) struct Counted {
    key: [u8; 32],
    budget: &'static Budget,
}

/// A password that is tried for an account, known or not.
pub(crate) fn of_password(caller: &Caller, account: &str) -> Vec<Counted> {
    let network = network(caller);
    vec![
        Counted {
            key: passkey::hash(&format!("password {network} {account}")),
            budget: &PASSWORDS_FOR_A_NAME,
        },
        Counted {
            key: passkey::hash(&format!("password {network}")),
            budget: &PASSWORDS_FROM_AN_ADDRESS,
        },
    ]
}

/// A one-time code that is tried.
pub(crate) fn of_code(caller: &Caller) -> Vec<Counted> {
    vec![Counted {
        key: passkey::hash(&format!("code {}", network(caller))),
        budget: &CODES,
    }]
}

/// What one person has to themselves: an IPv4 address, or a /64 of IPv6 (RFC 6177). Empty for this process itself.
fn network(caller: &Caller) -> String {
    let from = caller.call.as_ref().and_then(|call| call.call.from.clone());
    match from.as_deref().map(str::parse) {
        Some(Ok(IpAddr::V6(address))) => {
            let prefix = address.to_bits() & !u128::from(u64::MAX);
            Ipv6Addr::from_bits(prefix).to_string()
        }
        _ => from.unwrap_or_default(),
    }
}

#[derive(Clone, Copy, Debug)]
struct Tally {
    wrong: u32,
    /// When the last wrong one came.
    at: Timestamp,
    /// From when on forgetting is counted.
    since: Timestamp,
    budget: &'static Budget,
}

impl Tally {
    /// With what has been forgotten until now taken off; `None` once that is all.
    fn by(mut self, now: Timestamp) -> Option<Self> {
        let every = self.budget.forgets_one_in;
        let forgotten = (now.duration_since(self.since).as_secs() / every).max(0);
        self.wrong = self
            .wrong
            .saturating_sub(u32::try_from(forgotten).unwrap_or(u32::MAX));
        self.since += SignedDuration::from_secs(forgotten * every);
        (self.wrong > 0).then_some(self)
    }
}

/// Who tried what, lately and wrongly.
#[derive(Debug, Default)]
pub(crate) struct Attempts {
    tallies: Mutex<HashMap<[u8; 32], Tally>>,
}

impl Attempts {
    fn lock(&self) -> MutexGuard<'_, HashMap<[u8; 32], Tally>> {
        self.tallies.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets a try begin, or says how long to wait. It counts as wrong from here on, until [`Self::was_right`] says
    /// otherwise: many at once are no way around, nor is hanging up before the answer.
    pub(crate) fn begin(&self, counted: &[Counted], now: Timestamp) -> Result<(), Refusal> {
        let mut tallies = self.lock();
        for Counted { key, budget } in counted {
            let Some(tally) = tallies.get(key) else {
                continue;
            };
            let wait = budget.wait_after(tally.wrong);
            // A host's clock may be set back.
            let left = (tally.at + wait).duration_since(now).min(wait);
            if left.is_positive() {
                return Err(too_many(budget, left));
            }
        }
        make_room(&mut tallies, now);
        for Counted { key, budget } in counted {
            let wrong = tallies
                .get(key)
                .and_then(|tally| tally.by(now))
                .map_or((0, now), |tally| (tally.wrong, tally.since));
            tallies.insert(
                *key,
                Tally {
                    wrong: (wrong.0 + 1).min(budget.most()),
                    at: now,
                    since: wrong.1,
                    budget,
                },
            );
        }
        Ok(())
    }

    /// Takes back what [`Self::begin`] has counted.
    pub(crate) fn was_right(&self, counted: &[Counted]) {
        let mut tallies = self.lock();
        for Counted { key, budget } in counted {
            if budget.right_forgets_all {
                tallies.remove(key);
            } else if let Some(tally) = tallies.get_mut(key) {
                tally.wrong = tally.wrong.saturating_sub(1);
            }
        }
    }

    /// Removes what is forgotten by now.
    pub(crate) fn remove_ended(&self, now: Timestamp) {
        self.lock().retain(|_, tally| tally.by(now).is_some());
    }
}

fn make_room(tallies: &mut HashMap<[u8; 32], Tally>, now: Timestamp) {
    if tallies.len() < AT_MOST {
        return;
    }
    tallies.retain(|_, tally| tally.by(now).is_some());
    if tallies.len() < AT_MOST {
        return;
    }
    // Half at once, so that the next thousands need not look again.
    let mut times: Vec<Timestamp> = tallies.values().map(|tally| tally.at).collect();
    let half = times.len() / 2;
    let (_, median, _) = times.select_nth_unstable(half);
    let median = *median;
    let mut going = half;
    tallies.retain(|_, tally| {
        let goes = going > 0 && tally.at <= median;
        going -= usize::from(goes);
        !goes
    });
}

fn too_many(budget: &Budget, left: SignedDuration) -> Refusal {
    let seconds = left.as_millis().unsigned_abs().div_ceil(1000);
    let seconds = u64::try_from(seconds).unwrap_or(u64::MAX);
    let unit = if seconds == 1 { "second" } else { "seconds" };
    let mut refusal = Refusal::new(
        RefusalCode::TooMany,
        format!(
            "Too many {} came from this address. Nothing was changed. Wait {seconds} {unit}, then try again.",
            budget.what
        ),
    );
    refusal.retry_after = Some(seconds);
    refusal
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(of: &str) -> Vec<Counted> {
        of_password(&Caller::operator(), of)
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn wait(attempts: &Attempts, of: &str, now: i64) -> Option<u64> {
        attempts
            .begin(&name(of), at(now))
            .err()
            .and_then(|refusal| refusal.retry_after)
    }

    #[test]
    fn waits_double_up_to_five_minutes() {
        let attempts = Attempts::default();
        let mut now = 0;
        for _ in 0..5 {
            assert_eq!(wait(&attempts, "ana", now), None);
        }
        for expected in [10, 20, 40, 80, 160, 300, 300, 300] {
            assert_eq!(wait(&attempts, "ana", now), Some(expected));
            let left = i64::try_from(expected).unwrap();
            assert_eq!(wait(&attempts, "ana", now + left - 1), Some(1));
            now += left;
            assert_eq!(wait(&attempts, "ana", now), None, "{expected}");
        }
    }

    #[test]
    fn many_at_once_are_counted_before_the_first_is_answered() {
        let attempts = Attempts::default();
        let begun = (0..100)
            .filter(|_| attempts.begin(&name("ana"), at(0)).is_ok())
            .count();
        assert_eq!(begun, 5);
    }

    #[test]
    fn a_right_one_wipes_the_name_and_not_the_address() {
        let attempts = Attempts::default();
        for round in 0..5 {
            for _ in 0..4 {
                assert_eq!(wait(&attempts, "ana", 0), None, "{round}");
            }
            assert_eq!(wait(&attempts, "ana", 0), None, "{round}");
            attempts.was_right(&name("ana"));
        }
        // 20 were wrong by now.
        for other in 0..5 {
            assert_eq!(wait(&attempts, &format!("other {other}"), 0), None);
        }
        assert_eq!(wait(&attempts, "yet another", 0), Some(10));
        assert_eq!(wait(&attempts, "yet another", 10), None);
    }

    #[test]
    fn one_at_a_time_is_forgotten_and_at_last_all() {
        let attempts = Attempts::default();
        for _ in 0..5 {
            assert_eq!(wait(&attempts, "ana", 0), None);
        }
        assert_eq!(wait(&attempts, "ana", 601), None);
        assert_eq!(wait(&attempts, "ana", 601), Some(10));
        attempts.remove_ended(at(601));
        assert_eq!(attempts.lock().len(), 2);
        attempts.remove_ended(at(4000));
        assert_eq!(attempts.lock().len(), 0);
    }

    #[test]
    fn no_more_are_kept_than_there_is_room_for() {
        let attempts = Attempts::default();
        for number in 0..AT_MOST * 2 {
            let counted = Counted {
                key: passkey::hash(&number.to_string()),
                budget: &PASSWORDS_FOR_A_NAME,
            };
            let now = at(i64::try_from(number / 1000).unwrap());
            assert_eq!(attempts.begin(&[counted], now), Ok(()));
            assert!(attempts.lock().len() <= AT_MOST);
        }
        // The newest is among those that stayed.
        let newest = passkey::hash(&(AT_MOST * 2 - 1).to_string());
        assert!(attempts.lock().contains_key(&newest));
    }
}
