//! Values counted by how large they are, without a lock: what a histogram is made of, whoever shows it.

use std::sync::atomic::{AtomicU64, Ordering};

/// Bounds for times in microseconds, from half a millisecond to five seconds.
pub const MICROS_UP_TO: &[u64] = &[
    500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000,
    2_500_000, 5_000_000,
];

/// Counts values between ascending bounds.
#[derive(Debug)]
pub struct Spread {
    up_to: &'static [u64],
    within: Box<[AtomicU64]>,
    sum: AtomicU64,
}

/// What was counted until some moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// The bounds, each the largest value that still belongs.
    pub up_to: &'static [u64],
    /// How many values lie above the bound before and not above this one; one more at the end, for those above every bound.
    pub within: Vec<u64>,
    /// The sum of all of them.
    pub sum: u64,
}

impl Spread {
    /// With nothing counted.
    pub fn new(up_to: &'static [u64]) -> Self {
        Self {
            up_to,
            within: (0..=up_to.len()).map(|_| AtomicU64::new(0)).collect(),
            sum: AtomicU64::new(0),
        }
    }

    /// Counts a value.
    pub fn note(&self, value: u64) {
        let place = self.up_to.partition_point(|bound| *bound < value);
        if let Some(count) = self.within.get(place) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        self.sum.fetch_add(value, Ordering::Relaxed);
    }

    /// As of now. What is counted at the same moment may be in the sum and not yet in the rest, or the other way round.
    pub fn now(&self) -> Counted {
        Counted {
            up_to: self.up_to,
            within: self
                .within
                .iter()
                .map(|count| count.load(Ordering::Relaxed))
                .collect(),
            sum: self.sum.load(Ordering::Relaxed),
        }
    }
}

impl Counted {
    /// How many values there were.
    pub fn count(&self) -> u64 {
        self.within.iter().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_belongs_to_what_lies_below_it_and_the_largest_values_to_the_end() {
        let spread = Spread::new(&[1, 4]);
        for value in [0, 1, 2, 4, 5, 1_000] {
            spread.note(value);
        }
        let counted = spread.now();
        assert_eq!(counted.within, [2, 2, 2]);
        assert_eq!((counted.count(), counted.sum), (6, 1_012));
    }
}
