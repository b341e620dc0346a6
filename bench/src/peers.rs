//! Other SCIM servers, each as its own documents put it together (`bench/peers`), asked the same in the same run.
//!
//! `./dev bench` installs them into a folder of the cache and names it in `LATCHKEY_BENCH_PEERS`. One that is not there
//! is left out, and that is said.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, Result, ensure};
use latchkey_tests::process::Process;
use serde::Deserialize;
use tempfile::TempDir;
use tokio::process::Command;

use crate::Plan;
use crate::endpoint::Endpoint;
use crate::figures::whole;
use crate::load::{Requests, Target, Until, turn};
use crate::people::{by_user_name, plain_user, spread, user_name};
use crate::reads::{BY_ID, BY_NAME};
use crate::report::{Line, Rate, Report, Wanted};
use crate::wire::Connection;
use crate::writes::{CREATE, fresh};

/// One of them.
struct Peer {
    /// What people call it.
    name: &'static str,
    /// Its folder, here and in the cache.
    folder: &'static str,
    /// What starts it there: a program, and its script.
    start: [&'static str; 2],
    /// Whether it keeps what it answered when the power fails.
    durable: bool,
}

const PEERS: [Peer; 4] = [
    Peer {
        name: "SCIMMY",
        folder: "scimmy",
        start: ["node", "server.mjs"],
        durable: true,
    },
    Peer {
        name: "Ory Polis",
        folder: "polis",
        start: ["node", "server.mjs"],
        durable: true,
    },
    Peer {
        name: "Better Auth",
        folder: "better-auth",
        start: ["node", "server.mjs"],
        durable: true,
    },
    Peer {
        name: "scim2-server",
        folder: "scim2-server",
        start: ["venv/bin/python", "server.py"],
        durable: false,
    },
];

/// What a peer says once it listens.
#[derive(Deserialize)]
struct Ready {
    base: String,
    authorization: String,
}

/// A peer that runs until it is dropped.
struct Running {
    scim: Endpoint,
    target: Target,
    // Dropped before the folder of its database.
    _process: Process,
    _folder: TempDir,
}

/// Measures every peer that is installed, and sets Latchkey's rates of the same run beside the best of them.
pub(crate) async fn measure(plan: Plan, report: &mut Report) -> Result<()> {
    let Some(cache) = std::env::var_os("LATCHKEY_BENCH_PEERS").map(PathBuf::from) else {
        report.leave_out("the peers, since this was not started as ./dev bench".to_owned());
        return Ok(());
    };
    let mut lines = Vec::new();
    for peer in &PEERS {
        let measured = async {
            let running = start(peer, &cache.join(peer.folder)).await?;
            rates(plan, peer, &running).await
        };
        match measured.await {
            Ok(rates) => {
                let kept = if peer.durable { "" } else { ", in memory only" };
                for (what, per_second) in rates {
                    let name = format!("{}{kept}: {what}", peer.name);
                    lines.push(Line::alone(name, format!("{} a second", whole(per_second))));
                    let who = format!("{}{kept}", peer.name);
                    report.rates.push(Rate {
                        what,
                        who,
                        per_second,
                    });
                }
            }
            Err(why) => report.leave_out(format!("{}: {why:#}", peer.name)),
        }
    }
    lines.extend(
        [BY_ID, BY_NAME, CREATE]
            .into_iter()
            .filter_map(|what| beside_the_best(what, report)),
    );
    report.add(
        format!(
            "Peers, {} users, {} connections",
            plan.users, plan.connections
        ),
        lines,
    );
    Ok(())
}

/// Latchkey beside the best of those that are durable as it is.
fn beside_the_best(what: &'static str, report: &Report) -> Option<Line> {
    let ours = report.rate(what, "Latchkey")?;
    let durable = PEERS.iter().filter(|peer| peer.durable);
    let (best, rate) = durable
        .filter_map(|peer| Some((peer.name, report.rate(what, peer.name)?)))
        .max_by(|one, other| one.1.total_cmp(&other.1))?;
    let times = ours / rate;
    Some(Line {
        beside: format!("the best durable peer, {best}: {} a second", whole(rate)),
        wanted: Some(Wanted::at_least(10.0, times, "ten times")),
        ..Line::alone(
            format!("Latchkey: {what}"),
            format!("{} a second, {times:.1} times the best", whole(ours)),
        )
    })
}

async fn start(peer: &Peer, home: &Path) -> Result<Running> {
    ensure!(
        home.join(".latchkey-stamp").is_file(),
        "it is not installed"
    );
    let folder = TempDir::with_prefix("latchkey-bench-peer-")?;
    let [program, script] = peer.start;
    // A path is one in its own folder; a bare name is looked for where every program is.
    let program = if program.contains('/') {
        home.join(program)
    } else {
        PathBuf::from(program)
    };
    let mut command = Command::new(program);
    command
        .current_dir(home)
        .env("NODE_ENV", "production")
        .env("NO_COLOR", "1")
        .arg(script)
        .arg(folder.path());
    let mut process = Process::start(command)?;
    let ready: Ready = serde_json::from_str(&process.line_after("ready ").await?)?;
    let rest = ready.base.strip_prefix("http://").context("not on http")?;
    let (address, base) = rest.split_once('/').context("no path")?;
    let target = Target {
        address: address.to_owned(),
        processes: process.id().into_iter().collect(),
    };
    Ok(Running {
        scim: Endpoint::scim(address, &format!("/{base}"), &ready.authorization),
        target,
        _process: process,
        _folder: folder,
    })
}

/// Creates the users, looks whether it does what is timed, and times it.
async fn rates(plan: Plan, peer: &Peer, running: &Running) -> Result<Vec<(&'static str, f64)>> {
    println!("  {}: creating {} users", peer.name, plan.users);
    let scim = &running.scim;
    let mut connection = Connection::open(&scim.address).await?;
    let mut ids = Vec::new();
    for n in 0..plan.users {
        let body = plain_user(&user_name(n), "A Person").to_string();
        let made = connection
            .ask(&scim.post("/Users", &body))
            .await?
            .json(201)?;
        ids.push(
            made["id"]
                .as_str()
                .context("a user without an id")?
                .to_owned(),
        );
    }
    let (users, asking) = (plan.users, scim.clone());
    let by_id: Requests =
        Arc::new(move |n| asking.get(&format!("/Users/{}", ids[spread(n, ids.len())])));
    let asking = scim.clone();
    let by_name: Requests =
        Arc::new(move |n| asking.get(&by_user_name(&user_name(spread(n, users)))));
    let asking = scim.clone();
    let create: Requests = Arc::new(move |_| {
        let body = plain_user(&format!("new{:09}@atko.com", fresh()), "Somebody New");
        asking.post("/Users", &body.to_string())
    });
    let one = scim.ask(&by_id(0), 200).await?;
    ensure!(one["userName"] == user_name(0), "GET by id gave {one}");
    let found = scim.ask(&by_name(0), 200).await?;
    ensure!(found["totalResults"] == 1, "the filter found {found}");
    let mut rates = Vec::new();
    for (what, status, requests) in [
        (BY_ID, 200, by_id),
        (BY_NAME, 200, by_name),
        (CREATE, 201, create),
    ] {
        let until = Until::Over(plan.turn);
        let mut of_rounds = Vec::new();
        for _ in 0..plan.rounds {
            let turn = turn(&running.target, plan.connections, until, status, &requests);
            of_rounds.push(turn.await?.per_second);
        }
        rates.push((what, crate::figures::median(&of_rounds)));
    }
    Ok(rates)
}
