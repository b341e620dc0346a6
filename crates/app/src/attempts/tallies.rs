//! The slates: how much of its budget each key has spent. Bounded, whoever writes on them.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use super::Counted;
use super::budget::{Budget, Tally};

/// So many are told apart; of more, those that were wrong the longest ago are forgotten.
const AT_MOST: usize = 20_000;

#[derive(Debug, Default)]
pub(super) struct Tallies {
    kept: Mutex<HashMap<[u8; 32], Tally>>,
}

impl Tallies {
    fn lock(&self) -> MutexGuard<'_, HashMap<[u8; 32], Tally>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts one more under each key. Where a budget was spent before it: which one, and how many seconds it takes until
    /// there is room again; of several the longest.
    pub(super) fn spend(
        &self,
        counted: &[Counted],
        now: Timestamp,
    ) -> Option<(&'static Budget, u64)> {
        let mut kept = self.lock();
        make_room(&mut kept, now);
        let before: Vec<Option<Tally>> = counted
            .iter()
            .map(|it| kept.get(&it.key).and_then(|tally| tally.by(now)))
            .collect();
        // Whoever has a slate of their own here already.
        let is_known = counted
            .iter()
            .zip(&before)
            .any(|(it, tally)| !it.shared && tally.is_some());
        let mut over: Option<(&'static Budget, u64)> = None;
        for (it, tally) in counted.iter().zip(before) {
            let mut tally = tally.unwrap_or_else(|| Tally::new(it.budget, now));
            let was_spent = tally.is_spent() && (is_known || !it.shared);
            tally.add(now);
            let left = tally.seconds_left(now);
            if was_spent && over.is_none_or(|(_, longest)| longest < left) {
                over = Some((it.budget, left));
            }
            kept.insert(it.key, tally);
        }
        over
    }

    /// Takes back what [`Self::spend`] has counted.
    pub(super) fn give_back(&self, counted: &[Counted]) {
        let mut kept = self.lock();
        for it in counted {
            if it.budget.right_forgets_all {
                kept.remove(&it.key);
            } else if let Some(tally) = kept.get_mut(&it.key) {
                tally.take_back();
            }
        }
    }

    /// Removes what is forgotten by now.
    pub(super) fn remove_ended(&self, now: Timestamp) {
        self.lock().retain(|_, tally| tally.by(now).is_some());
    }
}

fn make_room(kept: &mut HashMap<[u8; 32], Tally>, now: Timestamp) {
    if kept.len() < AT_MOST {
        return;
    }
    kept.retain(|_, tally| tally.by(now).is_some());
    if kept.len() < AT_MOST {
        return;
    }
    // Half at once, so that the next thousands need not look again.
    let mut times: Vec<Timestamp> = kept.values().map(|tally| tally.at).collect();
    let half = times.len() / 2;
    let (_, median, _) = times.select_nth_unstable(half);
    let median = *median;
    let mut going = half;
    kept.retain(|_, tally| {
        let goes = going > 0 && tally.at <= median;
        going -= usize::from(goes);
        !goes
    });
}

#[cfg(test)]
mod tests {
    use latchkey_domain::passkey;

    use super::super::budget::PASSWORDS_FOR_A_NAME;
    use super::super::of_password;
    use super::*;
    use crate::record::Caller;

    fn name(of: &str) -> Vec<Counted> {
        of_password(&Caller::operator(), of)
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn wait(tallies: &Tallies, of: &str, now: i64) -> Option<u64> {
        tallies
            .spend(&name(of), at(now))
            .map(|(_, seconds)| seconds)
    }

    #[test]
    fn waits_grow_with_each_wrong_one_up_to_five_minutes() {
        let tallies = Tallies::default();
        for _ in 0..5 {
            assert_eq!(wait(&tallies, "ana", 0), None);
        }
        for expected in [120, 180, 240, 300, 300, 300] {
            assert_eq!(wait(&tallies, "ana", 0), Some(expected));
        }
        // As long as was said, and not a second longer.
        assert_eq!(wait(&tallies, "bo", 0), None);
        assert!(tallies.spend(&name("ana"), at(299)).is_some());
        tallies.remove_ended(at(299));
        assert_eq!(wait(&tallies, "ana", 299 + 300), None);
    }

    #[test]
    fn many_at_once_are_counted_before_the_first_is_answered() {
        let tallies = Tallies::default();
        let for_free = (0..100).filter(|_| wait(&tallies, "ana", 0).is_none());
        assert_eq!(for_free.count(), 5);
    }

    #[test]
    fn only_failures_are_spent() {
        let tallies = Tallies::default();
        for round in 0..200 {
            assert_eq!(wait(&tallies, "ana", 0), None, "{round}");
            tallies.give_back(&name("ana"));
        }
    }

    #[test]
    fn a_right_one_wipes_the_name_and_not_the_network() {
        let tallies = Tallies::default();
        for round in 0..5 {
            for _ in 0..5 {
                assert_eq!(wait(&tallies, "ana", 0), None, "{round}");
            }
            tallies.give_back(&name("ana"));
        }
        // 20 were wrong by now.
        for other in 0..5 {
            assert_eq!(wait(&tallies, &format!("other {other}"), 0), None);
        }
        assert!(wait(&tallies, "yet another", 0).is_some());
    }

    #[test]
    fn one_at_a_time_is_forgotten_and_at_last_all() {
        let tallies = Tallies::default();
        for _ in 0..5 {
            assert_eq!(wait(&tallies, "ana", 0), None);
        }
        assert_eq!(wait(&tallies, "ana", 61), None);
        assert!(wait(&tallies, "ana", 61).is_some());
        tallies.remove_ended(at(61));
        assert_eq!(tallies.lock().len(), 3);
        tallies.remove_ended(at(4000));
        assert_eq!(tallies.lock().len(), 0);
    }

    #[test]
    fn no_more_are_kept_than_there_is_room_for() {
        let tallies = Tallies::default();
        for number in 0..AT_MOST * 2 {
            let counted = Counted::new(&number.to_string(), &PASSWORDS_FOR_A_NAME);
            let now = at(i64::try_from(number / 1000).unwrap());
            assert!(tallies.spend(&[counted], now).is_none());
            assert!(tallies.lock().len() <= AT_MOST);
        }
        // The newest is among those that stayed.
        let newest = passkey::hash(&(AT_MOST * 2 - 1).to_string());
        assert!(tallies.lock().contains_key(&newest));
    }
}
