//! What Okta asks most: a user by id, a user by userName, a user created.

use std::sync::Arc;

use anyhow::{Result, ensure};
use http::StatusCode;

use crate::Plan;
use crate::disk;
use crate::floor::Floor;
use crate::load::{Requests, Turn, Until, turn};
use crate::report::{Line, median};
use crate::served::{Served, user_name};

/// Measures all of it on one installation.
pub(crate) async fn measure(plan: Plan) -> Result<Vec<Line>> {
    let served = Arc::new(Served::start(plan.users).await?);
    let by_id = {
        let served = Arc::clone(&served);
        requests(move |n| served.get(&format!("/Users/{}", served.ids[n % served.ids.len()])))
    };
    let by_name = {
        let served = Arc::clone(&served);
        requests(move |n| served.get(&by_user_name(&user_name(n % served.ids.len()))))
    };
    // That the filter finds one is seen before it is timed: an empty list would be quick.
    let found = served.ask(served.get(&by_user_name(&user_name(0)))).await?;
    ensure!(found["totalResults"] == 1, "the filter found {found}");
    Ok(vec![
        reads("GET a user by id", plan, &served, &by_id).await?,
        reads("GET by the userName filter", plan, &served, &by_name).await?,
        writes(plan, &served).await?,
    ])
}

fn requests(
    make: impl Fn(usize) -> http::Request<http_body_util::Full<bytes::Bytes>> + Send + Sync + 'static,
) -> Requests {
    Arc::new(make)
}

/// The filter as Okta writes it.
fn by_user_name(name: &str) -> String {
    let name = name.replace('@', "%40");
    format!("/Users?filter=userName%20eq%20%22{name}%22&startIndex=1&count=100")
}

/// Turns of Latchkey and of a bare server that sends what Latchkey sent.
async fn reads(
    name: &'static str,
    plan: Plan,
    served: &Served,
    requests: &Requests,
) -> Result<Line> {
    let floor = Floor::start(&served.record(requests(0)).await?).await?;
    let until = Until::Over(plan.turn);
    let mut ours = Vec::new();
    let mut theirs = Vec::new();
    for _ in 0..plan.rounds {
        theirs.push(
            turn(
                &floor.address,
                plan.connections,
                until,
                StatusCode::OK,
                requests,
            )
            .await?,
        );
        ours.push(
            turn(
                &served.address,
                plan.connections,
                until,
                StatusCode::OK,
                requests,
            )
            .await?,
        );
    }
    let floor_rates: Vec<f64> = theirs.iter().map(|turn| turn.per_second).collect();
    Ok(line(
        name,
        &ours,
        "a bare axum server, the same bytes",
        &floor_rates,
    ))
}

/// Turns of creating users and of syncing to the same disk. What a turn created is removed before the next.
async fn writes(plan: Plan, served: &Arc<Served>) -> Result<Line> {
    let mut ours = Vec::new();
    let mut syncs = Vec::new();
    for round in 0..plan.rounds {
        syncs.push(disk::syncs_a_second(
            served.installation.outer(),
            plan.turn,
        )?);
        let name = move |n: usize| format!("new{round:03}x{n:06}@atko.com");
        let create = {
            let served = Arc::clone(served);
            requests(move |n| served.create(&name(n)))
        };
        let until = Until::Over(plan.turn);
        let created = turn(
            &served.address,
            plan.connections,
            until,
            StatusCode::CREATED,
            &create,
        );
        ours.push(created.await?);
        remove_all_but(served, plan).await?;
    }
    Ok(line(
        "POST a user",
        &ours,
        "syncs of the disk, one by one",
        &syncs,
    ))
}

/// Brings the directory back to the users that it had.
async fn remove_all_but(served: &Arc<Served>, plan: Plan) -> Result<()> {
    loop {
        let path = "/Users?filter=userName%20sw%20%22new%22&attributes=id&count=1000";
        let list = served.ask(served.get(path)).await?;
        let ids: Vec<String> = list["Resources"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|user| user["id"].as_str().map(str::to_owned))
            .collect();
        if ids.is_empty() {
            return Ok(());
        }
        let count = ids.len();
        let remove = {
            let served = Arc::clone(served);
            requests(move |n| served.delete(&format!("/Users/{}", ids[n])))
        };
        let until = Until::Sent(count);
        turn(
            &served.address,
            plan.connections,
            until,
            StatusCode::NO_CONTENT,
            &remove,
        )
        .await?;
    }
}

fn line(name: &'static str, ours: &[Turn], beside: &'static str, theirs: &[f64]) -> Line {
    let ratios: Vec<f64> = ours
        .iter()
        .zip(theirs)
        .map(|(ours, theirs)| ours.per_second / theirs)
        .collect();
    let rates: Vec<f64> = ours.iter().map(|turn| turn.per_second).collect();
    let millis = |share: f64| {
        let turns: Vec<f64> = ours
            .iter()
            .map(|turn| turn.within(share).as_secs_f64() * 1000.0)
            .collect();
        median(&turns)
    };
    Line {
        name,
        per_second: median(&rates),
        half_within_ms: millis(0.5),
        nearly_all_within_ms: millis(0.99),
        beside,
        floor_per_second: median(theirs),
        ratios,
    }
}
