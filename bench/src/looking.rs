//! Looking for people: a filter that no index serves, with writers beside it, and the search of the People screen.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use crate::Plan;
use crate::endpoint::{Endpoint, in_query};
use crate::figures::{largest, median, millis};
use crate::load::{Until, turn};
use crate::people::user_name;
use crate::report::{Line, Report, Wanted};
use crate::served::Served;
use crate::wire::Connection;
use crate::writes;

/// How long the filter may take: what Okta waits for an answer, with room.
const BOUND_MS: f64 = 10_000.0;

/// How often the screen's search is asked for each.
const SEARCHES: usize = 20;

/// Measures both.
pub(crate) async fn measure(plan: Plan, large: &Served, report: &mut Report) -> Result<()> {
    let mut lines = unindexed(plan, large).await?;
    lines.extend(people_screen(large).await?);
    report.add("Looking for people", lines);
    Ok(())
}

/// Turns of writers alone, and of writers while somebody asks the filter again and again.
async fn unindexed(plan: Plan, large: &Served) -> Result<Vec<Line>> {
    // Nobody's family name has an x: all of them are looked at.
    let filter = in_query("name.familyName co \"x\"");
    let message = large.scim.get(&format!("/Users?filter={filter}&count=100"));
    let turn_for = plan.turn.max(Duration::from_secs(2));
    let writers = || async {
        let until = Until::Over(turn_for);
        turn(
            &large.target(),
            plan.connections,
            until,
            200,
            &writes::patches(large),
        )
        .await
    };
    let alone = writers().await?;
    let over = Arc::new(AtomicBool::new(false));
    let asking = tokio::spawn(ask_on(large.scim.clone(), message, Arc::clone(&over)));
    let beside = writers().await;
    over.store(true, Ordering::Relaxed);
    let (took, status) = asking.await??;
    let beside = beside?;
    let slowest = largest(&took);
    let stalled = beside.within(1.0);
    Ok(vec![
        Line {
            wanted: Some(Wanted::at_most(BOUND_MS, slowest, "within 10 s")),
            ..Line::alone(
                "`name.familyName co \"x\"`, which no index serves",
                format!(
                    "{status}, {:.0} ms, {slowest:.0} ms at most of {}",
                    median(&took),
                    took.len()
                ),
            )
        },
        Line {
            beside: format!("{:.1} ms without it", alone.within(1.0)),
            wanted: Some(Wanted::at_most(
                250.0,
                stalled,
                "never stalls a writer: under 250 ms",
            )),
            ..Line::alone("the slowest PATCH meanwhile", format!("{stalled:.1} ms"))
        },
    ])
}

/// Asks until it is over, once at least: how long each took, and the last status.
async fn ask_on(
    scim: Endpoint,
    message: Vec<u8>,
    over: Arc<AtomicBool>,
) -> Result<(Vec<f64>, u16)> {
    let mut connection = Connection::open(&scim.address).await?;
    let mut took = Vec::new();
    loop {
        let sent = Instant::now();
        let status = connection.send(&message).await?;
        took.push(millis(sent.elapsed()));
        ensure!(status < 500, "the filter was answered with {status}");
        if over.load(Ordering::Relaxed) {
            return Ok((took, status));
        }
    }
}

/// What the People screen asks as one types and scrolls.
async fn people_screen(large: &Served) -> Result<Vec<Line>> {
    let screens = large.screens().await?;
    let mut connection = Connection::open(large.address()).await?;
    let people = large.ids.len();
    let middle = user_name(people / 2);
    // Without its last two digits it is part of a hundred names.
    let part = middle.trim_end_matches("@atko.com");
    let part = &part[..part.len() - 2];
    let mut lines = Vec::new();
    for (name, query) in [
        ("the first page", "limit=100".to_owned()),
        (
            "the last page",
            format!("offset={}&limit=100", people.saturating_sub(100)),
        ),
        ("by time of change", "sort=-modified&limit=100".to_owned()),
        (
            "a search that finds one",
            format!("q={}&limit=100", in_query(&middle)),
        ),
        (
            "a part of a name that some have",
            format!("q={}&limit=100", in_query(part)),
        ),
        ("what everyone has", "q=atko.com&limit=100".to_owned()),
        ("what nobody has", "q=zzzz&limit=100".to_owned()),
    ] {
        let message = screens.get(&format!("/users?{query}"));
        let mut took = Vec::new();
        for _ in 0..SEARCHES {
            let sent = Instant::now();
            let status = connection.send(&message).await?;
            took.push(millis(sent.elapsed()));
            ensure!(status == 200, "the screen was answered with {status}");
        }
        let middle = median(&took);
        lines.push(Line {
            wanted: Some(Wanted::at_most(50.0, middle, "under 50 ms")),
            ..Line::alone(
                format!("the People screen: {name}"),
                format!(
                    "{middle:.1} ms, {:.1} ms at most of {SEARCHES}",
                    largest(&took)
                ),
            )
        });
    }
    Ok(lines)
}
