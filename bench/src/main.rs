//! Benchmarks: the served program over TCP, beside what it is measured against.
//!
//! Every figure stands beside another of the same minute, for machines are shared and differ: reads beside a bare axum
//! server ([`floor`]) and nginx ([`nginx`]) that send the same bytes, writes beside what the disk syncs ([`disk`]), both
//! beside other SCIM servers ([`peers`]), a large directory beside a small one ([`scale`]). Sides take turns for several
//! rounds ([`rounds`]); a ratio is the median of the rounds' own ratios.
//!
//! [`served`] is the installation under load, [`load`] the load on its connections ([`wire`]), [`report`] what comes of
//! it, [`page`] and [`chart`] the part of `docs/performance.md` that is made. The desktop window and the pages are a part
//! of their own, [`desktop`], for they need a display.
//! To add a benchmark, write a module like [`reads`] that adds its lines to the report, and a topic for it here.

mod chart;
mod desktop;
mod disk;
mod endpoint;
mod figures;
mod floor;
mod groups;
mod load;
mod looking;
mod machine;
mod memory;
mod mixed;
mod nginx;
mod page;
mod paging;
mod peers;
mod people;
mod processes;
mod reads;
mod report;
mod rounds;
mod scale;
mod served;
mod wire;
mod writes;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;
use clap::{Parser, Subcommand, ValueEnum};

use report::Report;
use served::Served;

/// Measures the served program beside its floors and its peers.
#[derive(Parser)]
#[command(name = "latchkey-bench", version)]
struct Arguments {
    /// Less of everything, in under three minutes: no peers, 20,000 people, short rounds.
    #[arg(long)]
    quick: bool,
    /// Writes the figures and the chart into docs/performance.md.
    #[arg(long)]
    report: bool,
    /// Only these topics, with commas between them.
    #[arg(long, value_delimiter = ',', value_enum)]
    only: Vec<Topic>,
    /// Users in the small directory.
    #[arg(long, default_value_t = 1000)]
    users: usize,
    /// People in the large one [default: 100000; with --quick 20000].
    #[arg(long)]
    people: Option<usize>,
    /// Connections at once.
    #[arg(long, default_value_t = 8)]
    connections: usize,
    /// How long each side is measured in a round, in seconds [default: 2; with --quick 1].
    #[arg(long)]
    seconds: Option<u64>,
    /// How often the sides take turns [default: 5; with --quick 3].
    #[arg(long)]
    rounds: Option<usize>,
    /// Adds a mixed load of so many minutes.
    #[arg(long)]
    minutes: Option<f64>,
    #[command(subcommand)]
    part: Option<Part>,
}

/// What is measured.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Topic {
    /// GET by id and by userName, beside the floors.
    Reads,
    /// POST, PATCH, PUT, beside the disk.
    Writes,
    /// Other SCIM servers.
    Peers,
    /// The same in a large directory, imports, searches.
    Scale,
    /// Large groups.
    Groups,
    /// Memory and start.
    Memory,
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
    people: usize,
    connections: usize,
    turn: Duration,
    rounds: usize,
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    match &arguments.part {
        Some(Part::Floor { answer }) => return floor::serve(answer).await,
        Some(Part::Desktop(plan)) => return desktop::measure(*plan).await,
        None => {}
    }
    let quick = arguments.quick;
    let pick = |usual, short| if quick { short } else { usual };
    let plan = Plan {
        users: arguments.users.max(10),
        people: arguments.people.unwrap_or(pick(100_000, 20_000)).max(1000),
        connections: arguments.connections.max(1),
        turn: Duration::from_secs(
            arguments
                .seconds
                .unwrap_or(if quick { 1 } else { 2 })
                .max(1),
        ),
        rounds: arguments.rounds.unwrap_or(pick(5, 3)).max(1),
    };
    measure(plan, &arguments).await
}

async fn measure(plan: Plan, arguments: &Arguments) -> Result<()> {
    let wants = |topic: Topic| {
        if arguments.only.is_empty() {
            !(arguments.quick && topic == Topic::Peers)
        } else {
            arguments.only.contains(&topic)
        }
    };
    let how = format!(
        "Medians of {} rounds of {} s for each side in turn{}.",
        plan.rounds,
        plan.turn.as_secs(),
        if arguments.quick {
            ", the quick run"
        } else {
            ""
        }
    );
    println!("{how}");
    let mut report = Report::default();
    let small = Served::with(plan.users).await?;
    let machine = machine::told(small.installation.outer())?;
    for (name, value) in &machine {
        println!("  {name:<12} {value}");
    }
    if machine::is_in_memory(small.installation.outer()) {
        report.leave_out(
            "a disk: the temporary folder is in memory. Set TMPDIR to a folder on one.".to_owned(),
        );
    }
    if wants(Topic::Reads) {
        reads::measure(plan, &small, &mut report).await?;
    }
    if wants(Topic::Writes) {
        writes::measure(plan, &small, &mut report).await?;
    }
    if wants(Topic::Peers) {
        peers::measure(plan, &mut report).await?;
    }
    let in_a_large_one = [Topic::Scale, Topic::Groups, Topic::Memory];
    if in_a_large_one.into_iter().any(wants) || arguments.minutes.is_some() {
        large(plan, arguments, small, wants, &mut report).await?;
    }
    let (reached, wanted) = report.reached();
    println!("\nOf {wanted} things that are wanted, {reached} were reached in this run.");
    if arguments.report {
        page::write(&report, &machine, &how)?;
    }
    Ok(())
}

/// What wants many people.
async fn large(
    plan: Plan,
    arguments: &Arguments,
    small: Served,
    wants: impl Fn(Topic) -> bool,
    report: &mut Report,
) -> Result<()> {
    println!("\nCreating {} people …", plan.people);
    let filling = std::time::Instant::now();
    let mut large = Served::with(plan.people).await?;
    println!("  in {:.0} s", filling.elapsed().as_secs_f64());
    if wants(Topic::Scale) {
        scale::measure(plan, &small, &large, report).await?;
        paging::measure(&large, report).await?;
        looking::measure(plan, &large, report).await?;
    }
    if wants(Topic::Groups) {
        groups::measure(&large, report).await?;
    }
    if wants(Topic::Memory) {
        let lines = vec![
            memory::measure(&small, 30.0)?,
            memory::measure(&large, 80.0)?,
        ];
        drop(small);
        large = memory::starts(large, lines, report).await?;
    }
    if let Some(minutes) = arguments.minutes {
        mixed::measure(&large, Duration::from_secs_f64(minutes * 60.0), report).await?;
    }
    Ok(())
}
