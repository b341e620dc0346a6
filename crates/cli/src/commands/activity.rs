//! `latchkey activity`: what changed and what was refused (product rule 13).

use std::fmt::Write as _;
use std::time::Duration;

use clap::Args;
use latchkey_app::ports::store::ActivityQuery;
use latchkey_app::{App, Failure};
use latchkey_domain::activity::Entry;
use latchkey_host::Installation;

use super::Context;
use crate::json::EntryJson;
use crate::stop_signal::StopSignal;

/// What another process wrote is told within this time.
const LOOK_EVERY: Duration = Duration::from_millis(500);

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// How many entries to show at most
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u64).range(1..=1_000_000), conflicts_with = "follow")]
    limit: u64,
    /// Print entries as they come, and a gathered one again when its count has grown, until Ctrl-C; with --json one object
    /// a line
    #[arg(long)]
    follow: bool,
}

pub(crate) async fn run(context: &Context<'_>, arguments: Arguments) -> anyhow::Result<()> {
    let app = Installation::open(&context.data_dir)?.app;
    app.organization()?;
    if arguments.follow {
        return follow(context, &app).await;
    }
    // One more than is shown says whether there are more.
    let mut entries: Vec<Entry> = app
        .activity(&ActivityQuery {
            limit: arguments.limit + 1,
            ..ActivityQuery::default()
        })?
        .into_iter()
        .map(|(_, entry)| entry)
        .collect();
    let has_more = entries.len() as u64 > arguments.limit;
    entries.truncate(usize::try_from(arguments.limit).unwrap_or(usize::MAX));
    // What is gathered is written a moment later than it happened.
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.at));
    if has_more {
        context.terminal.say(&format!(
            "The newest {0} are shown; there are more. Raise --limit, {0} now, to see them.",
            arguments.limit
        ));
    }
    let entries: Vec<EntryJson> = entries.into_iter().map(EntryJson::from).collect();
    let lines: Vec<String> = entries.iter().map(line).collect();
    context.terminal.show(&entries, &lines.join("\n"))
}

async fn follow(context: &Context<'_>, app: &App) -> anyhow::Result<()> {
    let mut stop = StopSignal::listen()?;
    let newest = app.activity(&ActivityQuery {
        limit: 1,
        ..ActivityQuery::default()
    })?;
    let mut seen = newest.first().map_or(0, |(number, _)| *number);
    context
        .terminal
        .say("Waiting for what happens from now on. Ctrl-C ends it.");
    loop {
        tokio::select! {
            () = stop.given() => return Ok(()),
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
        for (number, entry) in newer_than(app, seen)? {
            seen = number;
            let entry = EntryJson::from(entry);
            let text = if context.terminal.is_json() {
                serde_json::to_string(&entry)?
            } else {
                line(&entry)
            };
            context.terminal.print(&text)?;
        }
    }
}

/// Every entry after `seen`, the oldest first, however many came at once. A gathered one that grew comes after `seen`
/// again.
fn newer_than(app: &App, seen: u64) -> Result<Vec<(u64, Entry)>, Failure> {
    const PAGE: u64 = 500;
    let mut found: Vec<(u64, Entry)> = Vec::new();
    loop {
        let page = app.activity(&ActivityQuery {
            after: Some(seen),
            before: found.last().map(|(number, _)| *number),
            limit: PAGE,
            ..ActivityQuery::default()
        })?;
        let last = (page.len() as u64) < PAGE;
        found.extend(page);
        if last {
            found.reverse();
            return Ok(found);
        }
    }
}

/// "2026-11-23T20:14:05Z  Okta  user.created  Ana Berg  refused  Okta sent no family name."
fn line(entry: &EntryJson) -> String {
    let mut line = format!(
        "{}  {:<9} {:<9} {:<22} {}",
        entry.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        entry.actor,
        entry.outcome,
        entry.action,
        entry.target
    );
    if entry.count > 1 {
        let last = entry.last_at.strftime("%H:%M:%SZ");
        let _ = write!(line, "  ×{}, last {last}", entry.count);
    }
    if let Some(reason) = &entry.reason {
        line.push_str("  ");
        line.push_str(reason);
    }
    // What came by the network must not move the cursor of whoever reads it.
    line.chars()
        .map(|letter| {
            if letter.is_control() {
                '\u{fffd}'
            } else {
                letter
            }
        })
        .collect()
}
