//! Turns that several sides take one after the other, for several rounds: what all of them share with the machine is the
//! same minute.

use anyhow::Result;

use crate::Plan;
use crate::figures::{median, whole};
use crate::load::{Requests, Target, Turn, Until, turn};

/// One side: who is asked, and what.
pub(crate) struct Side {
    /// Who answers.
    pub(crate) target: Target,
    /// What is asked.
    pub(crate) requests: Requests,
}

/// Turns of every side in each round; the outer list is by side.
pub(crate) async fn turns(plan: Plan, status: u16, sides: &[Side]) -> Result<Vec<Series>> {
    let mut series: Vec<Series> = sides.iter().map(|_| Series::default()).collect();
    for _ in 0..plan.rounds {
        for (side, series) in sides.iter().zip(&mut series) {
            let until = Until::Over(plan.turn);
            let connections = plan.connections;
            let turn = turn(&side.target, connections, until, status, &side.requests);
            series.turns.push(turn.await?);
        }
    }
    Ok(series)
}

/// The turns of one side.
#[derive(Default)]
pub(crate) struct Series {
    /// Round by round.
    pub(crate) turns: Vec<Turn>,
}

impl Series {
    /// Answers a second, round by round.
    pub(crate) fn rates(&self) -> Vec<f64> {
        self.of(|turn| turn.per_second)
    }

    /// The median of the rates.
    pub(crate) fn rate(&self) -> f64 {
        median(&self.rates())
    }

    /// Within how many milliseconds this share was answered, the median of the rounds.
    pub(crate) fn within(&self, share: f64) -> f64 {
        median(&self.of(|turn| turn.within(share)))
    }

    /// The median of something else.
    pub(crate) fn middle(&self, of: impl Fn(&Turn) -> f64) -> f64 {
        median(&self.of(of))
    }

    /// The figure in words.
    pub(crate) fn told(&self) -> String {
        format!(
            "{} a second, half within {:.2} ms, 99 % within {:.2} ms",
            whole(self.rate()),
            self.within(0.5),
            self.within(0.99)
        )
    }

    fn of(&self, of: impl Fn(&Turn) -> f64) -> Vec<f64> {
        self.turns.iter().map(of).collect()
    }
}
