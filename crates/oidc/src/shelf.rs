//! A place for one document of an issuer: kept while it is fresh, asked for once however many want it.
//!
//! Who finds the document fresh never waits. The others queue at the gate, one of them asks the issuer, and those that
//! queued meanwhile share the outcome, be it good or bad.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use jiff::{SignedDuration, Timestamp};

use crate::discovery::DiscoveryFailure;
use crate::fetch::KEPT_AT_MOST;
use crate::relying_party::Clock;

/// While an issuer is down, what is known of it is used and it is asked again this often.
const RETRY_AFTER: SignedDuration = SignedDuration::from_mins(1);

/// What a fetch brings: the document, and how long it may be kept.
pub(crate) type Fetched<T> = Result<(T, SignedDuration), DiscoveryFailure>;

pub(crate) struct Shelf<T> {
    kept: RwLock<Option<Kept<T>>>,
    /// Held while the issuer is asked; inside, how the last time ended.
    gate: tokio::sync::Mutex<Option<DiscoveryFailure>>,
    /// How many times somebody came back from the issuer.
    answers: AtomicU64,
}

struct Kept<T> {
    value: Arc<T>,
    fetched_at: Timestamp,
    fresh_until: Timestamp,
}

impl<T> Shelf<T> {
    pub(crate) fn empty() -> Self {
        Self {
            kept: RwLock::new(None),
            gate: tokio::sync::Mutex::new(None),
            answers: AtomicU64::new(0),
        }
    }

    /// The document, if it is fresh and `fits`; else what `fetch` brings.
    ///
    /// A fresh document that does not fit is fetched anew only if `may_ask` allows it, and comes back unfitting otherwise.
    pub(crate) async fn get(
        &self,
        clock: &Clock,
        fits: impl Fn(&T) -> bool,
        may_ask: impl FnOnce(Timestamp) -> bool,
        fetch: impl Future<Output = Fetched<T>>,
    ) -> Result<Arc<T>, DiscoveryFailure> {
        // Counted before looking: an answer that comes after this is news to this caller.
        let seen = self.answers.load(Ordering::Acquire);
        if let Some(kept) = self
            .read()
            .filter(|kept| kept.is_fresh(clock()) && fits(&kept.value))
        {
            return Ok(kept.value);
        }
        let mut last_failure = self.gate.lock().await;
        let asked_meanwhile = self.answers.load(Ordering::Acquire) != seen;
        let older = self.read();
        let now = clock();
        if let Some(fresh) = older.as_ref().filter(|kept| kept.is_fresh(now)) {
            if fits(&fresh.value) {
                return Ok(Arc::clone(&fresh.value));
            }
            if asked_meanwhile || !may_ask(now) {
                return last_failure
                    .clone()
                    .filter(|_| asked_meanwhile)
                    .map_or_else(|| Ok(Arc::clone(&fresh.value)), Err);
            }
        } else if let Some(failure) = last_failure.clone().filter(|_| asked_meanwhile) {
            return Err(failure);
        }

        let fetched = fetch.await;
        let now = clock();
        *last_failure = fetched.as_ref().err().cloned();
        let outcome = match fetched {
            Ok((value, keep_for)) => Ok(self.put(value, now, keep_for)),
            Err(failure) => self.fall_back(older.filter(|kept| fits(&kept.value)), now, failure),
        };
        self.answers.fetch_add(1, Ordering::Release);
        outcome
    }

    /// Puts a document there, whatever was there before.
    pub(crate) fn put(&self, value: T, now: Timestamp, keep_for: SignedDuration) -> Arc<T> {
        let value = Arc::new(value);
        self.write(Kept {
            value: Arc::clone(&value),
            fetched_at: now,
            fresh_until: now + keep_for,
        });
        value
    }

    /// When the document was fetched, if there is one.
    pub(crate) fn fetched_at(&self) -> Option<Timestamp> {
        self.read().map(|kept| kept.fetched_at)
    }

    /// A failed fetch does not push out an older good document: that one is used on, for a day at most.
    fn fall_back(
        &self,
        older: Option<Kept<T>>,
        now: Timestamp,
        failure: DiscoveryFailure,
    ) -> Result<Arc<T>, DiscoveryFailure> {
        let Some(mut older) = older.filter(|kept| kept.outlasts_an_outage(now)) else {
            return Err(failure);
        };
        tracing::warn!(%failure, fetched_at = %older.fetched_at, "the issuer did not answer; what it said before is used on");
        let value = Arc::clone(&older.value);
        older.fresh_until = (now + RETRY_AFTER)
            .min(older.fetched_at + KEPT_AT_MOST)
            .max(older.fresh_until);
        self.write(older);
        Ok(value)
    }

    fn read(&self) -> Option<Kept<T>> {
        self.kept
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn write(&self, kept: Kept<T>) {
        *self.kept.write().unwrap_or_else(PoisonError::into_inner) = Some(kept);
    }
}

impl<T> Kept<T> {
    fn is_fresh(&self, now: Timestamp) -> bool {
        // A clock that stepped back must not make a document last longer than it was to.
        self.fetched_at <= now && now < self.fresh_until
    }

    fn outlasts_an_outage(&self, now: Timestamp) -> bool {
        self.fetched_at <= now && now < self.fetched_at + KEPT_AT_MOST
    }
}

impl<T> Clone for Kept<T> {
    fn clone(&self) -> Self {
        Self {
            value: Arc::clone(&self.value),
            ..*self
        }
    }
}
