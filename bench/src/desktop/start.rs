//! From the start of a program until its window is on the screen, and what it takes then.

use std::collections::HashSet;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use latchkey_tests::desktop::app::Desk;

use super::spread;
use crate::report::median;

/// One start.
pub(crate) struct Start {
    milliseconds: f64,
    mebibytes: f64,
}

/// Starts it, waits for its window, reads its memory, and ends it.
pub(crate) async fn start(desk: &Desk, program: &Path, arguments: &[&str]) -> Result<Start> {
    let started = Instant::now();
    let process = desk.start_program(program, arguments)?;
    // Both programs show their window once its first page is drawn.
    desk.window_is_shown()
        .await
        .with_context(|| process.output())?;
    let milliseconds = started.elapsed().as_secs_f64() * 1000.0;
    let kibibytes = proportional_set(process.id().context("it has ended")?)?;
    process.kill().await?;
    desk.window_is_gone().await?;
    Ok(Start {
        milliseconds,
        mebibytes: kibibytes / 1024.0,
    })
}

/// Prints what the starts came to, and how that stands to the floor's.
pub(crate) fn print(name: &str, starts: &[Start], floor: &[Start]) {
    let milliseconds = |starts: &[Start]| starts.iter().map(|start| start.milliseconds).collect();
    let mebibytes = |starts: &[Start]| starts.iter().map(|start| start.mebibytes).collect();
    let ratio = |own: &[f64], floor: &[f64]| median(own) / median(floor);
    let (time, memory): (Vec<f64>, Vec<f64>) = (milliseconds(starts), mebibytes(starts));
    println!(
        "  {name:<24}{} ms ({:.2})  {} MiB ({:.2})",
        spread(&time),
        ratio(&time, &milliseconds(floor)),
        spread(&memory),
        ratio(&memory, &mebibytes(floor)),
    );
}

/// Memory of a process and of all that it started, in KiB: a page that several share counts by its share (`Pss`).
fn proportional_set(head: u32) -> Result<f64> {
    let mut family = HashSet::from([head]);
    let mut grew = true;
    while grew {
        grew = false;
        for entry in fs::read_dir("/proc")? {
            let Some(id) = entry?
                .file_name()
                .to_str()
                .and_then(|name| name.parse().ok())
            else {
                continue;
            };
            if parent(id).is_some_and(|parent| family.contains(&parent)) {
                grew |= family.insert(id);
            }
        }
    }
    let mut sum = 0.0;
    for id in family {
        let rollup = match fs::read_to_string(format!("/proc/{id}/smaps_rollup")) {
            Ok(rollup) => rollup,
            Err(fault) if fault.kind() == ErrorKind::PermissionDenied => bail!(
                "the app shows its memory to root alone (host::closed_process), so this has to be measured as root"
            ),
            // One may have ended just now.
            Err(_) => continue,
        };
        let own = rollup
            .lines()
            .find_map(|line| line.strip_prefix("Pss:"))
            .and_then(|rest| rest.split_whitespace().next())
            .and_then(|number| number.parse::<f64>().ok());
        sum += own.unwrap_or_default();
    }
    Ok(sum)
}

/// The fourth word of `stat`, counted after the name, which may hold anything.
fn parent(id: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let (_, rest) = stat.rsplit_once(')')?;
    rest.split_whitespace().nth(1)?.parse().ok()
}
