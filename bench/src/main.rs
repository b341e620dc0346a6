//! Benchmarks: the served program over TCP, beside the floor that it is measured against.
//!
//! Every figure stands beside another of the same minute, for machines are shared and differ: reads beside a bare
//! axum server that sends the same bytes ([`floor`]), writes beside what the disk syncs ([`disk`]). The two take turns
//! for several rounds; a ratio is the median of the rounds' own ratios.
//!
//! [`served`] is the installation under load, [`load`] the load, [`provisioning`] what is asked, [`report`] the page.
//! The desktop window and the pages are a part of their own, [`desktop`], for they need a display.
//! To add a benchmark, write its requests in a module like [`provisioning`] and call it from here.

mod desktop;
mod disk;
mod floor;
mod load;
mod provisioning;
mod report;
mod served;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// Measures the served program beside the floor.
#[derive(Parser)]
#[command(name = "latchkey-bench", version)]
struct Arguments {
    /// Users in the directory.
    #[arg(long, default_value_t = 1000)]
    users: usize,
    /// Connections at once.
    #[arg(long, default_value_t = 8)]
    connections: usize,
    /// How long each side is measured in a round, in seconds.
    #[arg(long, default_value_t = 2)]
    seconds: u64,
    /// How often the sides take turns.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    #[command(subcommand)]
    part: Option<Part>,
}

#[derive(Subcommand)]
enum Part {
    /// The bare server, as a process of its own; the benchmark starts it.
    #[command(hide = true)]
    Floor {
        /// The answer that it gives to everything.
        answer: PathBuf,
    },
    /// The desktop window beside an empty one, and the pages: start, memory, first paint, scrolling.
    Desktop(desktop::Plan),
}

/// How a benchmark is run.
#[derive(Clone, Copy)]
struct Plan {
    users: usize,
    connections: usize,
    turn: Duration,
    rounds: usize,
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    match arguments.part {
        Some(Part::Floor { answer }) => return floor::serve(&answer).await,
        Some(Part::Desktop(plan)) => return desktop::measure(plan).await,
        None => {}
    }
    let plan = Plan {
        users: arguments.users.max(1),
        connections: arguments.connections.max(1),
        turn: Duration::from_secs(arguments.seconds.max(1)),
        rounds: arguments.rounds.max(1),
    };
    let lines = provisioning::measure(plan).await?;
    report::print(plan, &lines);
    Ok(())
}
