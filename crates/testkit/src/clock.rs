//! A clock that is set by hand.

use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};
use latchkey_app::ports::clock::Clock;

/// Starts at noon on 1 May 2026 and stands still.
#[derive(Debug)]
pub struct TestClock(AtomicI64);

impl Default for TestClock {
    fn default() -> Self {
        Self(AtomicI64::new(1_777_636_800_000))
    }
}

impl TestClock {
    /// Goes on by `step`.
    pub fn advance(&self, step: SignedDuration) {
        let millis = i64::try_from(step.as_millis()).unwrap_or_default();
        self.0.fetch_add(millis, Ordering::SeqCst);
    }

    /// Goes to `now`: a third party's issuer has a clock of its own.
    pub fn set(&self, now: Timestamp) {
        self.0.store(now.as_millisecond(), Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.0.load(Ordering::SeqCst)).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}
