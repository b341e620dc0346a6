//! From the start of a program until its window is on the screen, and what it takes then.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use latchkey_tests::desktop::app::Desk;

use super::spread;
use crate::figures::median;
use crate::processes;

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
    let mut sum = 0.0;
    for id in processes::family(head)? {
        let there = Path::new("/proc").join(id.to_string());
        match processes::proportional_set(id)? {
            Some(kibibytes) => sum += kibibytes,
            None if there.exists() => bail!(
                "the app shows its memory to root alone (host::closed_process), so this has to be measured as root"
            ),
            // One may have ended just now.
            None => {}
        }
    }
    Ok(sum)
}
