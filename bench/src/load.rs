//! The load: some connections, each of which sends its next request once the last was answered.
//!
//! It has threads of its own, half as many as the machine has cores, and says how busy they were: a generator whose
//! threads are not busy all the time could have asked for more, so what it measured is the server's figure.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow, ensure};
use tokio::runtime::Builder;
use tokio::task::{JoinSet, spawn_blocking};

use crate::figures::{count, millis};
use crate::processes;
use crate::wire::Connection;

/// Makes the `n`th message of a run.
pub(crate) type Requests = Arc<dyn Fn(usize) -> Vec<u8> + Send + Sync>;

/// When a turn ends.
#[derive(Clone, Copy)]
pub(crate) enum Until {
    /// After this time.
    Over(Duration),
    /// After so many requests.
    Sent(usize),
}

/// Whom a turn loads.
#[derive(Clone)]
pub(crate) struct Target {
    /// `host:port`.
    pub(crate) address: String,
    /// The processes that answer there, to see what they spend.
    pub(crate) processes: Vec<u32>,
}

/// What one turn came to.
pub(crate) struct Turn {
    /// Answers a second.
    pub(crate) per_second: f64,
    /// The share of its threads' time that the generator was busy.
    pub(crate) generator_busy: f64,
    /// What the generator spent on one answer, in microseconds of a core.
    pub(crate) generator_spent: f64,
    /// What the server spent on one answer, in microseconds of a core.
    pub(crate) server_spent: f64,
    /// How long each took, the shortest first.
    took: Vec<Duration>,
}

impl Turn {
    /// How long the slowest of this share took, in milliseconds.
    pub(crate) fn within(&self, share: f64) -> f64 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a place in a list"
        )]
        let place = (count(self.took.len()) * share) as usize;
        let place = place.min(self.took.len().saturating_sub(1));
        millis(self.took.get(place).copied().unwrap_or_default())
    }
}

/// What one thread of the generator did.
#[derive(Default)]
struct Share {
    took: Vec<Duration>,
    busy: Duration,
}

/// Keeps `connections` busy with `requests`, each of which must be answered with `status`.
pub(crate) async fn turn(
    target: &Target,
    connections: usize,
    until: Until,
    status: u16,
    requests: &Requests,
) -> Result<Turn> {
    let threads = threads().min(connections);
    let next = Arc::new(AtomicUsize::new(0));
    let start = Arc::new(Barrier::new(threads + 1));
    let mut running = Vec::new();
    for thread in 0..threads {
        let lane = Lane {
            address: target.address.clone(),
            connections: connections / threads + usize::from(thread < connections % threads),
            until,
            status,
            requests: Arc::clone(requests),
            next: Arc::clone(&next),
        };
        let start = Arc::clone(&start);
        running.push(std::thread::spawn(move || lane.run(&start)));
    }
    let processes = target.processes.clone();
    spawn_blocking(move || {
        let before = processes::spent(&processes);
        start.wait();
        let started = Instant::now();
        let mut all = Share::default();
        let mut fault = None;
        for thread in running {
            match thread.join() {
                Ok(Ok(share)) => {
                    all.took.extend(share.took);
                    all.busy += share.busy;
                }
                Ok(Err(why)) => fault = Some(why),
                Err(_) => fault = Some(anyhow!("a thread of the load panicked")),
            }
        }
        if let Some(fault) = fault {
            return Err(fault);
        }
        let elapsed = started.elapsed().as_secs_f64();
        let server = processes::spent(&processes) - before;
        let answers = count(all.took.len()).max(1.0);
        all.took.sort_unstable();
        Ok(Turn {
            per_second: answers / elapsed,
            generator_busy: all.busy.as_secs_f64() / elapsed / count(threads),
            generator_spent: all.busy.as_secs_f64() * 1e6 / answers,
            server_spent: server * 1e6 / answers,
            took: all.took,
        })
    })
    .await?
}

/// The other half of the cores is the server's.
fn threads() -> usize {
    let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    (cores / 2).max(1)
}

/// What one thread does.
struct Lane {
    address: String,
    connections: usize,
    until: Until,
    status: u16,
    requests: Requests,
    next: Arc<AtomicUsize>,
}

impl Lane {
    fn run(self, start: &Barrier) -> Result<Share> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let opened = runtime.block_on(async {
            let mut lines = Vec::new();
            for _ in 0..self.connections {
                lines.push(Connection::open(&self.address).await?);
            }
            anyhow::Ok(lines)
        });
        // Whoever failed still has to come, or the others would wait for ever.
        start.wait();
        let lines = opened?;
        let before = processes::this_thread();
        let started = Instant::now();
        let this = Arc::new(self);
        let took = runtime.block_on(async {
            let mut running = JoinSet::new();
            for line in lines {
                running.spawn(Arc::clone(&this).keep_busy(line, started));
            }
            let mut took = Vec::new();
            while let Some(connection) = running.join_next().await {
                took.extend(connection??);
            }
            anyhow::Ok(took)
        })?;
        Ok(Share {
            took,
            busy: processes::this_thread().saturating_sub(before),
        })
    }

    async fn keep_busy(
        self: Arc<Self>,
        mut line: Connection,
        started: Instant,
    ) -> Result<Vec<Duration>> {
        let mut took = Vec::new();
        loop {
            let n = self.next.fetch_add(1, Ordering::Relaxed);
            let over = match self.until {
                Until::Over(time) => started.elapsed() >= time,
                Until::Sent(count) => n >= count,
            };
            if over {
                return Ok(took);
            }
            let message = (self.requests)(n);
            let sent = Instant::now();
            let status = line.send(&message).await?;
            took.push(sent.elapsed());
            ensure!(
                status == self.status,
                "answered {status} instead of {}: {}",
                self.status,
                String::from_utf8_lossy(line.body())
            );
        }
    }
}
