//! The desktop window and the pages: how soon they are there, what they take, and whether they scroll.
//!
//! It wants a display and both browsers' engines, so it is a part of its own: `./dev bench desktop`. The window stands
//! beside an empty Tauri window (`src-tauri/examples/empty_window.rs`) of the same run, for most of what either takes is
//! the web view's.

mod pages;
mod start;

use std::env;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use clap::Args;
use latchkey_tests::desktop::app::{Desk, Machine, program};
use latchkey_tests::installation::Installation;

use crate::figures::median;

/// Measures the desktop window and the pages.
#[derive(Args, Clone, Copy)]
pub(crate) struct Plan {
    /// People to scroll through.
    #[arg(long, default_value_t = 100_000)]
    people: usize,
    /// How often each is started, in turn.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// How many frames are scrolled.
    #[arg(long, default_value_t = 600)]
    frames: usize,
}

/// Measures and prints.
pub(crate) async fn measure(plan: Plan) -> Result<()> {
    let empty = env::var_os("LATCHKEY_EMPTY_WINDOW_BIN")
        .map(PathBuf::from)
        .context("LATCHKEY_EMPTY_WINDOW_BIN names no program: start this as ./dev bench desktop")?;
    let desk = Desk::prepare(Machine::Complete).await?;
    let mut ours = Vec::new();
    let mut theirs = Vec::new();
    for _ in 0..plan.rounds.max(1) {
        theirs.push(start::start(&desk, &empty, &[]).await?);
        ours.push(start::start(&desk, &program()?, &["--listen", "127.0.0.1:0"]).await?);
    }
    // The same with a server in it: what whoever hosts starts every morning.
    let installation = Installation::set_up().await?;
    let data = installation.data();
    let data = data.to_string_lossy();
    let hosting = ["--listen", "127.0.0.1:0", "--data-dir", &data];
    desk.remember_hosting()?;
    let mut hosts = Vec::new();
    for _ in 0..plan.rounds.max(1) {
        theirs.push(start::start(&desk, &empty, &[]).await?);
        hosts.push(start::start(&desk, &program()?, &hosting).await?);
    }
    println!(
        "From start to a window with its first page, and memory of all its processes, shared pages counted once:"
    );
    start::print("Latchkey, first start", &ours, &theirs);
    start::print("Latchkey, hosting", &hosts, &theirs);
    start::print("an empty Tauri window", &theirs, &theirs);
    drop(desk);
    pages::measure(plan).await
}

/// The middle of some numbers, and their ends.
fn spread(values: &[f64]) -> String {
    let lowest = values.iter().copied().fold(f64::INFINITY, f64::min);
    let highest = values.iter().copied().fold(0.0, f64::max);
    format!("{:>6.0} ({lowest:.0} to {highest:.0})", median(values))
}
