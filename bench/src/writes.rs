//! Writes, each durable before its answer, beside what the disk syncs in the same minute.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context as _, Result};

use crate::Plan;
use crate::disk;
use crate::figures::{Ratio, median, whole};
use crate::load::{Requests, Until, turn};
use crate::people::{another_title, spread, user, user_name};
use crate::report::{Line, Rate, Report, Wanted};
use crate::rounds::Series;
use crate::served::Served;

/// What the chart and the peers call it.
pub(crate) const CREATE: &str = "POST a user";

/// Connections of the wide turn.
const WIDE: usize = 64;

/// A number that was in no request before, so that every write has something to do.
pub(crate) fn fresh() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// Creates users that nobody has seen yet, however often it is asked for.
pub(crate) fn creates(served: &Served) -> Requests {
    let scim = served.scim.clone();
    Arc::new(move |_| {
        let name = format!("new{:09}@atko.com", fresh());
        scim.post("/Users", &user(&name, "Somebody New").to_string())
    })
}

/// Gives users another title by PATCH, each time another than before.
pub(crate) fn patches(served: &Served) -> Requests {
    let (scim, ids) = (served.scim.clone(), served.ids.clone());
    Arc::new(move |n| {
        let id = &ids[spread(n, ids.len())];
        scim.patch(
            &format!("/Users/{id}"),
            &another_title(&format!("Title {}", fresh())),
        )
    })
}

/// Gives users another display name by PUT.
fn puts(served: &Served) -> Requests {
    let (scim, ids) = (served.scim.clone(), served.ids.clone());
    Arc::new(move |n| {
        let place = spread(n, ids.len());
        let body = user(&user_name(place), &format!("Name {}", fresh()));
        scim.put(&format!("/Users/{}", ids[place]), &body.to_string())
    })
}

/// Measures creates, narrow and wide, changes and replacements.
pub(crate) async fn measure(plan: Plan, served: &Served, report: &mut Report) -> Result<()> {
    let mut all: [Series; 4] = std::array::from_fn(|_| Series::default());
    let mut syncs = Vec::new();
    for _ in 0..plan.rounds {
        syncs.push(disk::syncs_a_second(served.installation.outer(), plan.turn).await?);
        let asked = [
            (plan.connections, 201, creates(served)),
            (WIDE, 201, creates(served)),
            (plan.connections, 200, patches(served)),
            (plan.connections, 200, puts(served)),
        ];
        for (series, (connections, status, requests)) in all.iter_mut().zip(asked) {
            let until = Until::Over(plan.turn);
            let target = served.target();
            let turn = turn(&target, connections, until, status, &requests);
            series.turns.push(turn.await?);
            if status == 201 {
                remove_the_new(served).await?;
            }
        }
    }
    let disk = median(&syncs);
    let [narrow, wide, patch, put] = &all;
    for (who, per_second) in [("Latchkey", narrow.rate()), ("syncs of the disk", disk)] {
        report.rates.push(Rate {
            what: CREATE,
            who: who.to_owned(),
            per_second,
        });
    }
    let beside_the_disk = |name: String, series: &Series, least: f64, wanted: &str| {
        let ratio = Ratio::of(&series.rates(), &syncs);
        Line {
            name,
            ours: series.told(),
            beside: format!("syncs of the disk, one by one: {} a second", whole(disk)),
            ratio: Some(ratio),
            wanted: Some(Wanted::at_least(least, ratio.middle, wanted)),
        }
    };
    let beside_creates = |name: String, series: &Series| {
        let ratio = Ratio::of(&series.rates(), &narrow.rates());
        Line {
            name,
            ours: series.told(),
            beside: format!("creates: {} a second", whole(narrow.rate())),
            ratio: Some(ratio),
            wanted: Some(Wanted::at_least(
                1.0,
                ratio.middle,
                "no slower than creates",
            )),
        }
    };
    let connections = plan.connections;
    let lines = vec![
        beside_the_disk(
            format!("{CREATE}, {connections} connections"),
            narrow,
            1.0,
            "above 1",
        ),
        beside_the_disk(
            format!("{CREATE}, {WIDE} connections"),
            wide,
            3.0,
            "3 at least",
        ),
        beside_creates(format!("PATCH a user, {connections} connections"), patch),
        beside_creates(format!("PUT a user, {connections} connections"), put),
    ];
    report.add(format!("Writes, {} users", plan.users), lines);
    Ok(())
}

/// Brings the directory back to the users that it had.
pub(crate) async fn remove_the_new(served: &Served) -> Result<()> {
    loop {
        let path = "/Users?filter=userName%20sw%20%22new%22&attributes=id&count=1000";
        let list = served.scim.ask(&served.scim.get(path), 200).await?;
        let found = list["Resources"].as_array();
        let ids: Vec<String> = found
            .into_iter()
            .flatten()
            .map(|user| {
                Ok(user["id"]
                    .as_str()
                    .context("a user without an id")?
                    .to_owned())
            })
            .collect::<Result<_>>()?;
        if ids.is_empty() {
            return Ok(());
        }
        let count = ids.len();
        let scim = served.scim.clone();
        let remove: Requests = Arc::new(move |n| scim.delete(&format!("/Users/{}", ids[n])));
        turn(&served.target(), WIDE, Until::Sent(count), 204, &remove).await?;
    }
}
