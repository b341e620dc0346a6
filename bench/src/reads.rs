//! What Okta reads most, a user by id and a user by userName, beside two servers that do nothing but send the same bytes;
//! and the load itself, to see that it is not what was measured.

use std::sync::Arc;

use anyhow::{Result, ensure};

use crate::Plan;
use crate::figures::{Ratio, whole};
use crate::floor::Floor;
use crate::load::Requests;
use crate::nginx::{self, Nginx};
use crate::people::{by_user_name, spread, user_name};
use crate::report::{Line, Rate, Report, Wanted};
use crate::rounds::{Series, Side, turns};
use crate::served::Served;

/// What the chart and the peers call the two.
pub(crate) const BY_ID: &str = "GET a user by id";
/// The other.
pub(crate) const BY_NAME: &str = "GET by the userName filter";

/// Asks for every user by id.
pub(crate) fn by_id(served: &Served) -> Requests {
    let (scim, ids) = (served.scim.clone(), served.ids.clone());
    Arc::new(move |n| scim.get(&format!("/Users/{}", ids[spread(n, ids.len())])))
}

/// Asks for every user by name.
pub(crate) fn by_name(served: &Served) -> Requests {
    let (scim, people) = (served.scim.clone(), served.ids.len());
    Arc::new(move |n| scim.get(&by_user_name(&user_name(spread(n, people)))))
}

/// Measures both.
pub(crate) async fn measure(plan: Plan, served: &Served, report: &mut Report) -> Result<()> {
    // That the filter finds one is seen before it is timed: an empty list would be quick.
    let found = served.scim.ask(&by_name(served)(0), 200).await?;
    ensure!(found["totalResults"] == 1, "the filter found {found}");
    let mut lines = Vec::new();
    let mut load = Vec::new();
    let nginx = nginx::program();
    if nginx.is_none() {
        report.leave_out("nginx, which is not installed".to_owned());
    }
    for (name, requests) in [(BY_ID, by_id(served)), (BY_NAME, by_name(served))] {
        let answer = served.scim.record(&requests(0)).await?;
        let floor = Floor::start(&answer).await?;
        let nginx = match &nginx {
            Some(program) => match Nginx::start(program, &answer).await {
                Ok(nginx) => Some(nginx),
                Err(why) => {
                    report.leave_out(format!("nginx: {why:#}"));
                    None
                }
            },
            None => None,
        };
        let mut targets = vec![served.target(), floor.target.clone()];
        targets.extend(nginx.iter().map(|nginx| nginx.target.clone()));
        let sides: Vec<Side> = targets
            .into_iter()
            .map(|target| Side {
                target,
                requests: Arc::clone(&requests),
            })
            .collect();
        let series = turns(plan, 200, &sides).await?;
        let names = ["Latchkey", AXUM, "nginx"];
        for (who, series) in names.iter().zip(&series) {
            report.rates.push(Rate {
                what: name,
                who: (*who).to_owned(),
                per_second: series.rate(),
            });
            load.push(told_of_the_load(name, who, series));
        }
        lines.extend(beside(name, &series));
    }
    let title = format!(
        "Reads, {} users, {} connections",
        plan.users, plan.connections
    );
    report.add(title, lines);
    report.add("The load, beside what it loads", load);
    Ok(())
}

const AXUM: &str = "bare axum";

/// Latchkey's line beside each floor.
fn beside(name: &str, series: &[Series]) -> Vec<Line> {
    let Some((ours, floors)) = series.split_first() else {
        return Vec::new();
    };
    let floors = floors
        .iter()
        .zip(["a bare axum server", "nginx, a static file"]);
    let mut lines: Vec<Line> = floors
        .map(|(floor, whose)| {
            let ratio = Ratio::of(&ours.rates(), &floor.rates());
            Line {
                name: name.to_owned(),
                ours: ours.told(),
                beside: format!(
                    "{whose} with the same bytes: {} a second",
                    whole(floor.rate())
                ),
                ratio: Some(ratio),
                wanted: Some(Wanted::at_least(0.5, ratio.middle, "0.5 at least")),
            }
        })
        .collect();
    let slow = ours.within(0.99);
    lines.push(Line {
        wanted: Some(Wanted::at_most(5.0, slow, "99 % within 5 ms")),
        ..Line::alone(format!("{name}, 99 % within"), format!("{slow:.2} ms"))
    });
    lines
}

/// A generator whose threads have time left is not the bottleneck. Beside a floor that needs next to nothing it may have
/// none, which makes the floor look slower than it is, and only to the floor's cost: Latchkey's ratio errs upwards by it.
fn told_of_the_load(name: &str, who: &str, series: &Series) -> Line {
    let busy = series.middle(|turn| turn.generator_busy);
    let line = Line {
        beside: format!(
            "{:.1} µs of a core an answer, the server {:.1} µs",
            series.middle(|turn| turn.generator_spent),
            series.middle(|turn| turn.server_spent),
        ),
        ..Line::alone(
            format!("{name} from {who}"),
            format!("busy {:.0} % of its threads' time", busy * 100.0),
        )
    };
    if who == "Latchkey" {
        Line {
            wanted: Some(Wanted::at_most(
                0.9,
                busy,
                "under 90 %: it could ask for more",
            )),
            ..line
        }
    } else {
        line
    }
}
