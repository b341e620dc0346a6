//! The walk on a terminal: a line a step, and below it a line for each kind of call.

use std::fmt::Write as _;
use std::io::{IsTerminal, Write};

use super::calls;
use super::report::{Outcome, Report, StepResult};
use crate::scim::Exchange;

/// Fewer are through before anybody has read a number.
const WORTH_PROGRESS: usize = 20;

/// Writes for people.
pub struct TerminalReport {
    out: Box<dyn Write + Send>,
    /// Whether a line can be written over.
    live: bool,
    colour: bool,
    step: String,
    quarters: usize,
}

#[derive(Clone, Copy)]
enum Tint {
    Done,
    Waiting,
    Refused,
    Muted,
}

impl TerminalReport {
    /// Writes to standard output: progress on one line where that is a terminal, and colour unless
    /// `NO_COLOR` is set to something.
    pub fn stdout() -> Self {
        let live = std::io::stdout().is_terminal();
        let no_colour = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self::new(Box::new(std::io::stdout()), live, live && !no_colour)
    }

    /// Writes anywhere; `live` is for a terminal whose last line can be written over.
    pub fn new(out: Box<dyn Write + Send>, live: bool, colour: bool) -> Self {
        Self {
            out,
            live,
            colour,
            step: String::new(),
            quarters: 0,
        }
    }

    fn tinted(&self, text: &str, tint: Tint) -> String {
        if !self.colour {
            return text.to_owned();
        }
        let code = match tint {
            Tint::Done => 32,
            Tint::Waiting => 33,
            Tint::Refused => 31,
            Tint::Muted => 2,
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }

    fn print(&mut self, text: &str) {
        // A closed pipe is no reason to end a walk half way.
        let _ = self.out.write_all(text.as_bytes());
        let _ = self.out.flush();
    }

    fn wipe(&self) -> &'static str {
        if self.live { "\r\u{1b}[K" } else { "" }
    }
}

impl Report for TerminalReport {
    fn walk_started(&mut self, headline: &str) {
        self.print(&format!("{headline}\n\n"));
    }

    fn step_started(&mut self, n: usize, of: usize, title: &str) {
        let width = of.to_string().len();
        self.step = format!("{n:>width$}/{of}");
        self.quarters = 0;
        if self.live {
            self.print(&format!("  {} {title} …", self.step));
        }
    }

    fn line(&mut self, _exchange: &Exchange) {}

    fn progress(&mut self, done: usize, of: usize) {
        if of < WORTH_PROGRESS {
            return;
        }
        if self.live {
            let text = format!("{}  {} {done} of {of} …", self.wipe(), self.step);
            self.print(&text);
            return;
        }
        // Where nothing can be written over, four lines are news enough.
        let quarters = done * 4 / of;
        if quarters > self.quarters && done < of {
            self.quarters = quarters;
            self.print(&format!("  {} {done} of {of}\n", self.step));
        }
    }

    fn step_ended(&mut self, step: &StepResult) {
        let mark = match (step.ok, step.skipped) {
            (true, false) => self.tinted("✓", Tint::Done),
            (true, true) => self.tinted("–", Tint::Waiting),
            (false, _) => self.tinted("✗", Tint::Refused),
        };
        let time = self.tinted(&format!("{} ms", step.ms), Tint::Muted);
        let mut text = format!(
            "{}{mark} {} {}  {time}\n",
            self.wipe(),
            self.step,
            step.title
        );
        for call in calls::in_lines(&step.exchanges) {
            let _ = writeln!(text, "        {}", self.tinted(&call, Tint::Muted));
        }
        if let Some(why) = &step.why {
            let why = match (step.ok, step.skipped) {
                (true, false) => why.clone(),
                (true, true) => format!("Skipped. {why}"),
                (false, _) => self.tinted(why, Tint::Refused),
            };
            let _ = writeln!(text, "      {why}");
        }
        self.print(&text);
    }

    fn walk_ended(&mut self, outcome: &Outcome) {
        let steps = |wanted: fn(&StepResult) -> bool| {
            outcome.steps.iter().filter(|step| wanted(step)).count()
        };
        let (failed, skipped) = (steps(|step| !step.ok), steps(|step| step.skipped));
        let good = outcome.steps.len() - failed - skipped;
        let ms: u64 = outcome.steps.iter().map(|step| step.ms).sum();
        let calls: usize = outcome.steps.iter().map(|step| step.exchanges.len()).sum();
        let mut text = format!(
            "\nThe rehearsal ({}) made {calls} calls in {}.{} s: {good} steps are as Okta needs them, {skipped} skipped, {failed} not.\n",
            outcome.dialect,
            ms / 1000,
            ms % 1000 / 100,
        );
        for step in outcome.steps.iter().filter(|step| !step.ok) {
            let why = step.why.as_deref().unwrap_or("It gives no reason.");
            let line = format!("✗ {}: {why}", step.title);
            let _ = writeln!(text, "{}", self.tinted(&line, Tint::Refused));
        }
        self.print(&text);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Page(Arc<Mutex<Vec<u8>>>);

    impl Write for Page {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0
                .lock()
                .expect("not poisoned")
                .extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    impl Page {
        fn text(&self) -> String {
            String::from_utf8(self.0.lock().expect("not poisoned").clone()).expect("UTF-8")
        }
    }

    fn failed() -> StepResult {
        StepResult {
            title: "Clear a title".to_owned(),
            ok: false,
            skipped: false,
            why: Some("PUT /Users/1: Okta expects title to be cleared; it is \"Lead\".".to_owned()),
            ms: 7,
            exchanges: Vec::new(),
        }
    }

    #[test]
    fn a_file_gets_neither_colour_nor_written_over_lines() {
        let page = Page::default();
        let mut report = TerminalReport::new(Box::new(page.clone()), false, false);
        report.step_started(3, 12, "Clear a title");
        for done in 1..=40 {
            report.progress(done, 40);
        }
        report.step_ended(&failed());
        let wanted = "   3/12 10 of 40\n   3/12 20 of 40\n   3/12 30 of 40\n\
                      ✗  3/12 Clear a title  7 ms\n      \
                      PUT /Users/1: Okta expects title to be cleared; it is \"Lead\".\n";
        assert_eq!(page.text(), wanted);
    }

    #[test]
    fn a_terminal_gets_progress_on_one_line() {
        let page = Page::default();
        let mut report = TerminalReport::new(Box::new(page.clone()), true, true);
        report.step_started(1, 2, "Create 40 people");
        report.progress(20, 40);
        report.step_ended(&failed());
        let text = page.text();
        assert!(text.contains("\r\u{1b}[K  1/2 20 of 40 …"), "{text:?}");
        assert!(text.contains("\u{1b}[31m✗\u{1b}[0m"), "{text:?}");
    }
}
