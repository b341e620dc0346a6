//! Numbers: the middle of several, their ends, and how they are written.

use std::time::Duration;

/// The middle one; of an even number, the upper of the two.
pub(crate) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The largest one.
pub(crate) fn largest(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::NAN, f64::max)
}

/// The ratio of two series, round by round: the median, the lowest, the highest.
#[derive(Clone, Copy)]
pub(crate) struct Ratio {
    /// The median of the rounds.
    pub(crate) middle: f64,
    /// The lowest.
    pub(crate) lowest: f64,
    /// The highest.
    pub(crate) highest: f64,
}

impl Ratio {
    /// Of what was measured in the same rounds.
    pub(crate) fn of(ours: &[f64], theirs: &[f64]) -> Self {
        let ratios: Vec<f64> = ours
            .iter()
            .zip(theirs)
            .map(|(ours, theirs)| ours / theirs)
            .collect();
        Self {
            middle: median(&ratios),
            lowest: ratios.iter().copied().fold(f64::INFINITY, f64::min),
            highest: largest(&ratios),
        }
    }
}

impl std::fmt::Display for Ratio {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            middle,
            lowest,
            highest,
        } = self;
        if lowest < highest {
            write!(out, "{middle:.2} ({lowest:.2} to {highest:.2})")
        } else {
            write!(out, "{middle:.2}")
        }
    }
}

/// A count as a number to reckon with.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts of a benchmark stay far under 2^52"
)]
pub(crate) fn count(number: usize) -> f64 {
    number as f64
}

/// Milliseconds.
pub(crate) fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// A number without its fraction, its thousands set apart.
pub(crate) fn whole(number: f64) -> String {
    let digits = format!("{number:.0}");
    if !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return digits;
    }
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        for (number, text) in [
            (0.4, "0"),
            (999.0, "999"),
            (1000.0, "1,000"),
            (1_234_567.0, "1,234,567"),
        ] {
            assert_eq!(whole(number), text);
        }
        assert_eq!(whole(f64::NAN), "NaN");
    }

    #[test]
    fn a_ratio_is_taken_round_by_round() {
        let ratio = Ratio::of(&[1.0, 30.0, 2.0], &[2.0, 10.0, 2.0]);
        assert_eq!(ratio.to_string(), "1.00 (0.50 to 3.00)");
        assert_eq!(Ratio::of(&[1.0], &[2.0]).to_string(), "0.50");
    }
}
