//! `docs/performance.md` and its chart: what stands between two marks is made anew, the rest is written by hand.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::chart;
use crate::report::Report;

/// The marks.
const BEGINNING: &str = "<!-- Made by ./dev bench --report, from here … -->";
const END: &str = "<!-- … to here. -->";

/// Writes both, and says where.
pub(crate) fn write(report: &Report, machine: &[(&str, String)], how: &str) -> Result<()> {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    fs::write(docs.join("performance.svg"), chart::draw(&report.rates))?;
    let page: PathBuf = docs.join("performance.md");
    let before = fs::read_to_string(&page)?;
    fs::write(&page, replaced(&before, &made(report, machine, how))?)?;
    println!("\nWritten: docs/performance.md, docs/performance.svg");
    Ok(())
}

/// What stands between the marks.
fn made(report: &Report, machine: &[(&str, String)], how: &str) -> String {
    let mut text = String::new();
    let (reached, wanted) = report.reached();
    let _ = writeln!(
        text,
        "{how} Of {wanted} things that are wanted, {reached} were reached (✓) in this run.\n"
    );
    text.push_str("| the machine | |\n| --- | --- |\n");
    for (name, value) in machine {
        let _ = writeln!(text, "| {name} | {value} |");
    }
    if !report.rates.is_empty() {
        text.push_str(
            "\n![Answers a second, of Latchkey, the floors and the peers](performance.svg)\n",
        );
    }
    text.push('\n');
    text.push_str(report.tables().trim_end());
    text
}

/// The page with another text between its marks.
fn replaced(page: &str, made: &str) -> Result<String> {
    let (before, rest) = page
        .split_once(BEGINNING)
        .with_context(|| format!("docs/performance.md has no line {BEGINNING}"))?;
    let (_, after) = rest
        .split_once(END)
        .with_context(|| format!("docs/performance.md has no line {END} after {BEGINNING}"))?;
    Ok(format!("{before}{BEGINNING}\n\n{made}\n\n{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_without_its_marks_is_left_alone() {
        for page in ["", BEGINNING, END, &format!("{END}\n{BEGINNING}")] {
            assert!(replaced(page, "new").is_err(), "{page}");
        }
    }

    #[test]
    fn what_was_written_by_hand_stays() -> Result<()> {
        let page = format!("# By hand\n\n{BEGINNING}\nold\n{END}\n\nAlso by hand.\n");
        let page = replaced(&replaced(&page, "newer")?, "newest")?;
        assert_eq!(
            page,
            format!("# By hand\n\n{BEGINNING}\n\nnewest\n\n{END}\n\nAlso by hand.\n")
        );
        Ok(())
    }
}
