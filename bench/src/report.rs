//! The page that a run prints.

use crate::Plan;

/// One benchmark.
pub(crate) struct Line {
    /// What was asked.
    pub(crate) name: &'static str,
    /// Answers a second, the median of the rounds.
    pub(crate) per_second: f64,
    /// Half were answered within.
    pub(crate) half_within_ms: f64,
    /// 99 of 100 were answered within.
    pub(crate) nearly_all_within_ms: f64,
    /// What it is measured beside.
    pub(crate) beside: &'static str,
    /// The same of that.
    pub(crate) floor_per_second: f64,
    /// Ours to theirs, round by round.
    pub(crate) ratios: Vec<f64>,
}

/// The middle one; of an even number, the upper of the two.
pub(crate) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Prints the lines.
pub(crate) fn print(plan: Plan, lines: &[Line]) {
    println!(
        "{} users, {} connections, {} rounds of {} s for each side in turn; medians of the rounds.",
        plan.users,
        plan.connections,
        plan.rounds,
        plan.turn.as_secs()
    );
    for line in lines {
        let lowest = line.ratios.iter().copied().fold(f64::INFINITY, f64::min);
        let highest = line.ratios.iter().copied().fold(0.0, f64::max);
        println!();
        println!("{}", line.name);
        println!(
            "  Latchkey  {:>9.0} a second   50 % within {:.2} ms, 99 % within {:.2} ms",
            line.per_second, line.half_within_ms, line.nearly_all_within_ms
        );
        println!(
            "  floor     {:>9.0} a second   {}",
            line.floor_per_second, line.beside
        );
        println!(
            "  ratio     {:>9.2}            {lowest:.2} to {highest:.2} over the rounds",
            median(&line.ratios)
        );
    }
}
