//! The kinds of load, each on connections of its own.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use tokio::sync::watch::Receiver;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

use crate::endpoint::Endpoint;
use crate::figures::{count, millis};
use crate::load::Requests;
use crate::reads;
use crate::served::{Served, sign_in};
use crate::wire::Connection;
use crate::writes;

/// What a screen takes to draw what has come.
const DRAWN: Duration = Duration::from_millis(50);

/// What came of a kind.
pub(super) struct Outcome {
    /// Its name.
    pub(super) kind: &'static str,
    /// Requests that were refused, or not answered.
    pub(super) errors: usize,
    /// What the first of them said.
    pub(super) first_error: Option<String>,
    /// A long poll: that it takes long says nothing.
    pub(super) waits_on_purpose: bool,
    took: Vec<f64>,
}

impl Outcome {
    fn of(kind: &'static str) -> Self {
        Self {
            kind,
            errors: 0,
            first_error: None,
            waits_on_purpose: false,
            took: Vec::new(),
        }
    }

    /// Adds what another lane of the kind had.
    pub(super) fn add(&mut self, other: Self) {
        self.errors += other.errors;
        self.first_error = self.first_error.take().or(other.first_error);
        self.took.extend(other.took);
    }

    /// How many were answered.
    pub(super) fn answers(&self) -> usize {
        self.took.len()
    }

    /// The slowest, in milliseconds.
    pub(super) fn slowest(&self) -> f64 {
        self.took.iter().copied().fold(0.0, f64::max)
    }

    /// Within how many milliseconds this share was answered.
    pub(super) fn within(&mut self, share: f64) -> f64 {
        self.took.sort_unstable_by(f64::total_cmp);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a place in a list"
        )]
        let place = (count(self.took.len()) * share) as usize;
        let place = place.min(self.took.len().saturating_sub(1));
        self.took.get(place).copied().unwrap_or_default()
    }

    fn failed(&mut self, fault: &anyhow::Error) {
        self.errors += 1;
        self.first_error.get_or_insert_with(|| format!("{fault:#}"));
    }
}

/// A kind: what is asked, and how often on each of its connections.
struct Kind {
    name: &'static str,
    connections: usize,
    every: Duration,
    status: u16,
    requests: Requests,
}

/// Starts every lane. Together they are what a busy day of a large tenant has in its worst minutes.
pub(super) async fn start(served: &Served, stopping: &Receiver<bool>) -> Result<JoinSet<Outcome>> {
    let (scim, people) = (served.scim.clone(), served.ids.len());
    let pages: Requests = Arc::new(move |n| {
        let first = (n * 100) % people.max(1) + 1;
        scim.get(&format!("/Users?startIndex={first}&count=100"))
    });
    let kind = |name, connections, every, status, requests| Kind {
        name,
        connections,
        every: Duration::from_millis(every),
        status,
        requests,
    };
    let kinds = [
        kind("a page of an import, 50 a second", 1, 20, 200, pages),
        kind(
            "POST a user, 100 a second",
            4,
            40,
            201,
            writes::creates(served),
        ),
        kind(
            "PATCH a user, 200 a second",
            4,
            20,
            200,
            writes::patches(served),
        ),
        kind(
            "GET a user by id, 400 a second",
            4,
            10,
            200,
            reads::by_id(served),
        ),
    ];
    let mut lanes = JoinSet::new();
    for kind in kinds {
        let kind = Arc::new(kind);
        for first in 0..kind.connections {
            let address = served.address().to_owned();
            lanes.spawn(Arc::clone(&kind).keep_pace(address, first, stopping.clone()));
        }
    }
    let anyone = Endpoint::screens(served.address(), None);
    lanes.spawn(sign_ins(anyone, stopping.clone()));
    let screens = served.screens().await?;
    let newest = screens.ask(&screens.get("/activity?limit=1"), 200).await?;
    let newest = newest["entries"][0]["sequence"]
        .as_u64()
        .unwrap_or_default();
    lanes.spawn(activity(screens, newest, stopping.clone()));
    Ok(lanes)
}

impl Kind {
    async fn keep_pace(
        self: Arc<Self>,
        address: String,
        first: usize,
        stopping: Receiver<bool>,
    ) -> Outcome {
        let mut outcome = Outcome::of(self.name);
        let mut pace = interval(self.every);
        pace.set_missed_tick_behavior(MissedTickBehavior::Burst);
        let mut line = None;
        let mut n = first;
        while !*stopping.borrow() {
            let due = pace.tick().await.into_std();
            let message = (self.requests)(n);
            n += self.connections;
            match asked(&mut line, &address, &message, self.status).await {
                Ok(_) => outcome.took.push(millis(due.elapsed())),
                Err(fault) => {
                    line = None;
                    outcome.failed(&fault);
                }
            }
        }
        outcome
    }
}

/// Sends a message on a connection, which is opened if there is none, and gives the body.
async fn asked<'a>(
    line: &'a mut Option<Connection>,
    address: &str,
    message: &[u8],
    wanted: u16,
) -> Result<&'a [u8]> {
    if line.is_none() {
        *line = Some(Connection::open(address).await?);
    }
    let line = line.as_mut().context("no connection")?;
    let status = line.send(message).await?;
    ensure!(
        status == wanted,
        "answered {status}: {}",
        String::from_utf8_lossy(line.body())
            .chars()
            .take(300)
            .collect::<String>()
    );
    Ok(line.body())
}

/// The owner signs in and out, once a second.
async fn sign_ins(anyone: Endpoint, stopping: Receiver<bool>) -> Outcome {
    let mut outcome = Outcome::of("a sign-in with a local password, one a second");
    let mut second = interval(Duration::from_secs(1));
    while !*stopping.borrow() {
        let due = second.tick().await.into_std();
        match signed_in(&anyone, due, &mut outcome).await {
            Ok(()) => {}
            Err(fault) => outcome.failed(&fault),
        }
    }
    outcome
}

async fn signed_in(anyone: &Endpoint, due: Instant, outcome: &mut Outcome) -> Result<()> {
    let answer = anyone.record(&sign_in(anyone)).await?;
    outcome.took.push(millis(due.elapsed()));
    ensure!(
        answer.status == 201,
        "answered {}: {}",
        answer.status,
        answer.text()
    );
    let cookie = answer.headers.iter().find(|(name, _)| name == "set-cookie");
    let cookie = cookie.and_then(|(_, value)| value.split(';').next());
    let own = Endpoint::screens(&anyone.address, cookie);
    let out = own.record(&own.delete("/session")).await?;
    ensure!(out.status == 204, "signing out was answered {}", out.status);
    Ok(())
}

/// An Activity screen that follows: the next long poll is sent once the last one has told something and that is drawn.
async fn activity(screens: Endpoint, newest: u64, stopping: Receiver<bool>) -> Outcome {
    let mut outcome = Outcome::of("a live Activity screen");
    outcome.waits_on_purpose = true;
    let mut line = None;
    let mut after = newest;
    while !*stopping.borrow() {
        let message = screens.get(&format!("/activity?after={after}&wait=5&limit=500"));
        let sent = Instant::now();
        let told = asked(&mut line, &screens.address, &message, 200).await;
        match told.and_then(next) {
            Ok(next) => {
                outcome.took.push(millis(sent.elapsed()));
                after = next.unwrap_or(after);
                tokio::time::sleep(DRAWN).await;
            }
            Err(fault) => {
                line = None;
                outcome.failed(&fault);
            }
        }
    }
    outcome
}

/// From where on the screen asks next; nothing where nothing is new.
fn next(page: &[u8]) -> Result<Option<u64>> {
    let page: serde_json::Value = serde_json::from_slice(page)?;
    Ok(page["next"].as_u64())
}
