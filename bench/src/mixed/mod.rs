//! Everything at once, for some minutes: imports, creates, changes, reads, sign-ins, a live Activity screen, a backup.
//!
//! Each kind comes at a pace of its own, whatever becomes of the one before: an answer counts from when its request was
//! due, so that a server that stands still for a second is not asked less meanwhile. [`lanes`] has the kinds, [`watch`] the
//! memory and the write-ahead log.

mod lanes;
mod watch;

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use latchkey_tests::program;
use tokio::sync::watch::channel;
use tokio::task::JoinSet;

use crate::figures::{count, whole};
use crate::report::{Line, Report, Wanted};
use crate::served::Served;
use lanes::Outcome;

/// No answer may take longer.
const SLOWEST_MS: f64 = 250.0;

/// What memory may differ by between two moments without having grown, in MiB.
const MEMORY_NOISE: f64 = 4.0;

/// What the log may.
const LOG_NOISE: f64 = 1.0;

/// Loads for so long, and adds what came of it.
pub(crate) async fn measure(served: &Served, time: Duration, report: &mut Report) -> Result<()> {
    let minutes = time.as_secs_f64() / 60.0;
    println!("\nMixed load for {minutes:.1} minutes …");
    let (stop, end) = channel(false);
    let running = lanes::start(served, &end).await?;
    let watching = tokio::spawn(watch::watch(
        served.process()?,
        served.installation.database().with_extension("db-wal"),
        end,
    ));
    // In the first half, so that what it leaves behind is there when growth is looked for.
    tokio::time::sleep(time.mul_f64(0.4)).await;
    let backup = backup(served).await;
    tokio::time::sleep(
        time.mul_f64(0.6)
            .saturating_sub(*backup.as_ref().unwrap_or(&Duration::ZERO)),
    )
    .await;
    stop.send(true)?;
    let mut lines = ended(running).await?;
    lines.push(Line {
        wanted: Some(Wanted {
            what: "no error".to_owned(),
            reached: backup.is_ok(),
        }),
        ..Line::alone(
            "a backup meanwhile",
            match &backup {
                Ok(took) => format!("{:.1} s", took.as_secs_f64()),
                Err(fault) => format!("failed: {fault:#}"),
            },
        )
    });
    let samples = watching.await?;
    let (before, after) = (samples.at(0.6), samples.at(1.0));
    lines.push(Line {
        beside: format!(
            "{:.1} MiB at 60 % of the time; at most {:.1} MiB",
            before.memory,
            samples.most().memory
        ),
        wanted: Some(Wanted::at_most(
            before.memory + MEMORY_NOISE,
            after.memory,
            "no growth",
        )),
        ..Line::alone(
            "resident memory at the end",
            format!("{:.1} MiB", after.memory),
        )
    });
    lines.push(Line {
        beside: format!("{:.1} MiB at 60 % of the time", before.log),
        wanted: Some(Wanted::at_most(
            before.log + LOG_NOISE,
            after.log,
            "no growth",
        )),
        ..Line::alone(
            "the write-ahead log's file at the end",
            format!("{:.1} MiB", after.log),
        )
    });
    report.add(
        format!(
            "Mixed load for {minutes:.1} minutes, {} users",
            whole(count(served.ids.len()))
        ),
        lines,
    );
    Ok(())
}

/// How long a backup into the folder beside the installation's takes.
async fn backup(served: &Served) -> Result<Duration> {
    let file = served.installation.beside("backup.db");
    let started = Instant::now();
    let done = program::command()?
        .arg("--data-dir")
        .arg(served.installation.data())
        .arg("backup")
        .arg(&file)
        .output()
        .await?;
    ensure!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    let took = started.elapsed();
    std::fs::remove_file(file)?;
    Ok(took)
}

/// Waits for every lane, and adds those of a kind together.
async fn ended(mut running: JoinSet<Outcome>) -> Result<Vec<Line>> {
    let mut kinds: Vec<Outcome> = Vec::new();
    while let Some(outcome) = running.join_next().await {
        let outcome = outcome?;
        match kinds.iter_mut().find(|kind| kind.kind == outcome.kind) {
            Some(kind) => kind.add(outcome),
            None => kinds.push(outcome),
        }
    }
    kinds.sort_by_key(|kind| kind.kind);
    let lines = kinds.into_iter().map(|mut kind| {
        let (slowest, within) = (kind.slowest(), kind.within(0.99));
        let errors = match &kind.first_error {
            Some(first) => format!("{} errors, the first: {first}", kind.errors),
            None => "no error".to_owned(),
        };
        let waits = kind.waits_on_purpose;
        let times = if waits {
            String::new()
        } else {
            format!(", 99 % within {within:.1} ms, the slowest {slowest:.1} ms")
        };
        Line {
            wanted: Some(Wanted {
                what: if waits {
                    "no error"
                } else {
                    "no error, none over 250 ms"
                }
                .to_owned(),
                reached: kind.errors == 0 && (waits || slowest <= SLOWEST_MS),
            }),
            ..Line::alone(
                kind.kind,
                format!("{} answers{times}; {errors}", whole(count(kind.answers()))),
            )
        }
    });
    Ok(lines.collect())
}
