//! The bucket out of which refetches for an unknown key id are paid: five, refilled one a minute.

use jiff::{SignedDuration, Timestamp};

const CAPACITY: i64 = 5;
const REFILL: SignedDuration = SignedDuration::from_mins(1);

/// Anybody can send a token with a made-up key id, so that such a token costs the issuer a call only so often.
#[derive(Debug)]
pub(crate) struct Bucket {
    left: i64,
    refilled_at: Timestamp,
}

impl Bucket {
    pub(crate) fn full(now: Timestamp) -> Self {
        Self {
            left: CAPACITY,
            refilled_at: now,
        }
    }

    /// Takes one, if there is one.
    pub(crate) fn take(&mut self, now: Timestamp) -> bool {
        let minutes = now.duration_since(self.refilled_at).as_mins();
        if minutes > 0 {
            self.left = (self.left + minutes).min(CAPACITY);
            self.refilled_at += REFILL * i32::try_from(minutes).unwrap_or(i32::MAX);
        }
        if self.left == 0 {
            return false;
        }
        if self.left == CAPACITY {
            // A full bucket does not fill, so the minute begins with the first one taken.
            self.refilled_at = now;
        }
        self.left -= 1;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_at_once_then_one_a_minute() {
        let start = Timestamp::UNIX_EPOCH;
        let mut bucket = Bucket::full(start);
        let at = |seconds| start + SignedDuration::from_secs(seconds);
        for _ in 0..5 {
            assert!(bucket.take(at(30)));
        }
        assert!(!bucket.take(at(89)));
        assert!(bucket.take(at(90)));
        assert!(!bucket.take(at(91)));
    }

    #[test]
    fn a_long_rest_fills_it_and_no_more() {
        let start = Timestamp::UNIX_EPOCH;
        let mut bucket = Bucket::full(start);
        let later = start + SignedDuration::from_hours(240);
        assert_eq!((0..10).filter(|_| bucket.take(later)).count(), 5);
    }

    #[test]
    fn a_clock_that_steps_back_gives_nothing() {
        let start = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(1);
        let mut bucket = Bucket::full(start);
        while bucket.take(start) {}
        assert!(!bucket.take(Timestamp::UNIX_EPOCH));
    }
}
