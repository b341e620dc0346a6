//! What waits in memory for its one use: the challenge of a native app, the ticket of a sign-in whose second step is to
//! come, an enrolment that was begun. After a restart a person begins again.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use latchkey_domain::passkey;
use secrecy::{ExposeSecret as _, SecretString};

/// Things that wait, each under the SHA-256 of its token.
#[derive(Debug)]
pub(crate) struct Waiting<T> {
    lifetime: SignedDuration,
    /// More than this at a time are not kept; the oldest go first.
    at_once: usize,
    kept: Mutex<HashMap<[u8; 32], Kept<T>>>,
}

/// One of them, out of the map while somebody works with it, so that nobody else can.
#[derive(Debug)]
pub(crate) struct Kept<T> {
    key: [u8; 32],
    made: Timestamp,
    pub(crate) what: T,
}

impl<T> Waiting<T> {
    pub(crate) fn new(lifetime: SignedDuration, at_once: usize) -> Self {
        Self {
            lifetime,
            at_once,
            kept: Mutex::default(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<[u8; 32], Kept<T>>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps it under `token`.
    pub(crate) fn add(&self, token: &SecretString, what: T, now: Timestamp) {
        let key = passkey::hash(token.expose_secret());
        let mut kept = self.lock();
        kept.retain(|_, one| self.is_live(one, now));
        if kept.len() >= self.at_once
            && let Some(oldest) = kept
                .iter()
                .min_by_key(|(_, one)| one.made)
                .map(|(key, _)| *key)
        {
            kept.remove(&oldest);
        }
        kept.insert(
            key,
            Kept {
                key,
                made: now,
                what,
            },
        );
    }

    /// Takes it out; nothing if it ran out, was used, or is in use.
    pub(crate) fn take(&self, token: &SecretString, now: Timestamp) -> Option<Kept<T>> {
        let key = passkey::hash(token.expose_secret());
        let kept = self.lock().remove(&key)?;
        self.is_live(&kept, now).then_some(kept)
    }

    /// Puts it back for another try. It does not live longer for it.
    pub(crate) fn put_back(&self, kept: Kept<T>) {
        self.lock().insert(kept.key, kept);
    }

    /// Removes what ran out; gives back how many.
    pub(crate) fn remove_ended(&self, now: Timestamp) -> usize {
        let mut kept = self.lock();
        let before = kept.len();
        kept.retain(|_, one| self.is_live(one, now));
        before - kept.len()
    }

    fn is_live(&self, one: &Kept<T>, now: Timestamp) -> bool {
        now.duration_since(one.made) < self.lifetime
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn token(text: &str) -> SecretString {
        SecretString::from(text)
    }

    fn waiting<T>() -> Waiting<T> {
        Waiting::new(SignedDuration::from_mins(5), 20)
    }

    #[test]
    fn what_is_taken_is_gone_until_it_is_put_back_and_lives_no_longer_for_it() {
        let waiting = waiting();
        waiting.add(&token("a"), 1, at(0));
        assert!(waiting.take(&token("b"), at(0)).is_none());
        let kept = waiting.take(&token("a"), at(1)).unwrap();
        assert!(waiting.take(&token("a"), at(1)).is_none());
        waiting.put_back(kept);
        assert!(waiting.take(&token("a"), at(300)).is_none());
        assert!(waiting.take(&token("a"), at(1)).is_none());
    }

    #[test]
    fn no_more_are_kept_than_there_is_room_for() {
        let waiting = waiting();
        for number in 0..=20 {
            waiting.add(&token(&number.to_string()), number, at(number));
        }
        assert_eq!(waiting.lock().len(), 20);
        assert!(waiting.take(&token("0"), at(20)).is_none());
        assert!(waiting.take(&token("20"), at(20)).is_some());
        assert_eq!(waiting.remove_ended(at(1000)), 19);
    }
}
