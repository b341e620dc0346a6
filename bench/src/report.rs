//! What a run came to: lines for the terminal, and for `docs/performance.md`.

use std::fmt::Write as _;

use crate::figures::Ratio;

/// Something that the product is to reach.
pub(crate) struct Wanted {
    /// What, as the page says it.
    pub(crate) what: String,
    /// Whether it was reached.
    pub(crate) reached: bool,
}

impl Wanted {
    /// A number that is to be this or more.
    pub(crate) fn at_least(least: f64, found: f64, what: &str) -> Self {
        Self {
            what: what.to_owned(),
            reached: found >= least,
        }
    }

    /// A number that is to be this or less.
    pub(crate) fn at_most(most: f64, found: f64, what: &str) -> Self {
        Self {
            what: what.to_owned(),
            reached: found <= most,
        }
    }
}

/// One figure.
pub(crate) struct Line {
    /// What was measured.
    pub(crate) name: String,
    /// What it came to.
    pub(crate) ours: String,
    /// What it stands beside; empty where there is nothing.
    pub(crate) beside: String,
    /// How the two stand to one another.
    pub(crate) ratio: Option<Ratio>,
    /// What is to be reached.
    pub(crate) wanted: Option<Wanted>,
}

impl Line {
    /// A figure that stands beside nothing.
    pub(crate) fn alone(name: impl Into<String>, ours: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            ours: ours.into(),
            beside: String::new(),
            ratio: None,
            wanted: None,
        }
    }
}

/// A rate, for the chart.
pub(crate) struct Rate {
    /// What was asked.
    pub(crate) what: &'static str,
    /// Who answered.
    pub(crate) who: String,
    /// Answers a second.
    pub(crate) per_second: f64,
}

/// Everything that was measured.
#[derive(Default)]
pub(crate) struct Report {
    topics: Vec<(String, Vec<Line>)>,
    /// The bars of the chart.
    pub(crate) rates: Vec<Rate>,
    /// What was left out, and why.
    pub(crate) left_out: Vec<String>,
}

impl Report {
    /// Adds the lines of a topic, and prints them: a long run is read while it goes on.
    pub(crate) fn add(&mut self, topic: impl Into<String>, lines: Vec<Line>) {
        let topic = topic.into();
        println!("\n{topic}");
        for line in &lines {
            print(line);
        }
        self.topics.push((topic, lines));
    }

    /// Leaves something out, and says so.
    pub(crate) fn leave_out(&mut self, why: String) {
        println!("\nLeft out: {why}");
        self.left_out.push(why);
    }

    /// What this name's rate of a request was, when it was measured.
    pub(crate) fn rate(&self, what: &str, who: &str) -> Option<f64> {
        let found = self
            .rates
            .iter()
            .find(|rate| rate.what == what && rate.who == who);
        found.map(|rate| rate.per_second)
    }

    /// How much of what is wanted was reached.
    pub(crate) fn reached(&self) -> (usize, usize) {
        let wanted = self.topics.iter().flat_map(|(_, lines)| lines);
        let wanted: Vec<&Wanted> = wanted.filter_map(|line| line.wanted.as_ref()).collect();
        let reached = wanted.iter().filter(|wanted| wanted.reached).count();
        (reached, wanted.len())
    }

    /// The tables, in Markdown.
    pub(crate) fn tables(&self) -> String {
        let mut text = String::new();
        for (topic, lines) in &self.topics {
            let _ = write!(
                text,
                "### {topic}\n\n| what | figure | beside | ratio | wanted |\n| --- | --- | --- | --- | --- |\n"
            );
            for line in lines {
                let ratio = line.ratio.map(|ratio| ratio.to_string());
                let wanted = line.wanted.as_ref().map(|wanted| {
                    let mark = if wanted.reached { "✓" } else { "✗" };
                    format!("{mark} {}", wanted.what)
                });
                let _ = writeln!(
                    text,
                    "| {} | {} | {} | {} | {} |",
                    line.name,
                    line.ours,
                    line.beside,
                    ratio.unwrap_or_default(),
                    wanted.unwrap_or_default(),
                );
            }
            text.push('\n');
        }
        for why in &self.left_out {
            let _ = writeln!(text, "Left out: {why}\n");
        }
        text
    }
}

fn print(line: &Line) {
    println!("  {:<44} {}", line.name, line.ours);
    if !line.beside.is_empty() {
        println!("  {:<44} {}", "", line.beside);
    }
    if let Some(ratio) = &line.ratio {
        println!("  {:<44} ratio {ratio}", "");
    }
    if let Some(wanted) = &line.wanted {
        let mark = if wanted.reached {
            "reached"
        } else {
            "not reached"
        };
        println!("  {:<44} {mark}: {}", "", wanted.what);
    }
}
