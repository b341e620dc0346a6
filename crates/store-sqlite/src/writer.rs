//! The one thread that writes.
//!
//! It takes the units of work that wait, runs them in one transaction, each in a savepoint of its own, and commits
//! them together: one sync of the disk for all. Nobody hears before the commit is durable. A unit that comes alone
//! is committed alone at once; nobody is waited for.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use latchkey_app::ports::store::{CommitCounts, StoreError, Unit, Verdict};
use latchkey_app::spread::{MICROS_UP_TO, Spread};
use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use crate::fault::fault;
use crate::schema;
use crate::tables::Tables;

/// How many units may wait before those who bring more have to.
const QUEUE: usize = 1024;

/// How many units one commit holds at most, so that the first of them does not wait for ever.
const BATCH: usize = 256;

/// How many units were kept, in how many commits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Units of work that were kept.
    pub units: u64,
    /// The commits that made them durable.
    pub commits: u64,
}

/// Bounds for how many units one commit holds.
const UNITS_UP_TO: &[u64] = &[1, 2, 4, 8, 16, 32, 64, 128, BATCH as u64];

struct Counters {
    units: AtomicU64,
    commits: AtomicU64,
    failed: AtomicU64,
    sizes: Spread,
    micros: Spread,
}

impl Default for Counters {
    fn default() -> Self {
        Self {
            units: AtomicU64::new(0),
            commits: AtomicU64::new(0),
            failed: AtomicU64::new(0),
            sizes: Spread::new(UNITS_UP_TO),
            micros: Spread::new(MICROS_UP_TO),
        }
    }
}

impl Counters {
    /// A commit is durable that keeps so many units.
    fn kept(&self, units: u64, took: Duration) {
        self.units.fetch_add(units, Ordering::Relaxed);
        if units > 0 {
            self.sizes.note(units);
            self.micros
                .note(u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
        }
        self.commits
            .fetch_add(u64::from(units > 0), Ordering::Release);
    }
}

type Answer = Result<(), StoreError>;

enum Job {
    Unit(Unit, oneshot::Sender<Answer>),
    /// Lets a test make the disk full.
    #[cfg(test)]
    Tamper(Box<dyn FnOnce(&Connection) + Send>, oneshot::Sender<Answer>),
}

/// The way to the thread. Dropped, it lets the thread finish what waits.
pub(crate) struct Writer {
    queue: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<()>>,
    counters: Arc<Counters>,
}

impl Writer {
    pub(crate) fn start(connection: Connection) -> std::io::Result<Self> {
        let (queue, jobs) = mpsc::channel(QUEUE);
        let counters = Arc::new(Counters::default());
        let counted = Arc::clone(&counters);
        let thread = thread::Builder::new()
            .name("latchkey-writer".into())
            .spawn(move || work(&connection, jobs, &counted))?;
        Ok(Self {
            queue: Some(queue),
            thread: Some(thread),
            counters,
        })
    }

    /// Puts a unit into the queue and waits for its commit.
    pub(crate) async fn write(&self, unit: Unit) -> Answer {
        let (answer, answered) = oneshot::channel();
        self.send(Job::Unit(unit, answer)).await?;
        answered.await.unwrap_or_else(|_| Err(stopped()))
    }

    /// Runs `tamper` between two commits.
    #[cfg(test)]
    pub(crate) async fn tamper(&self, tamper: impl FnOnce(&Connection) + Send + 'static) -> Answer {
        let (answer, answered) = oneshot::channel();
        self.send(Job::Tamper(Box::new(tamper), answer)).await?;
        answered.await.unwrap_or_else(|_| Err(stopped()))
    }

    async fn send(&self, job: Job) -> Answer {
        let queue = self.queue.as_ref().ok_or_else(stopped)?;
        queue.send(job).await.map_err(|_| stopped())
    }

    pub(crate) fn tally(&self) -> Tally {
        Tally {
            units: self.counters.units.load(Ordering::Relaxed),
            commits: self.counters.commits.load(Ordering::Acquire),
        }
    }

    pub(crate) fn commit_counts(&self) -> CommitCounts {
        CommitCounts {
            units: self.counters.sizes.now(),
            micros: self.counters.micros.now(),
            failed: self.counters.failed.load(Ordering::Relaxed),
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.queue.take());
        let Some(thread) = self.thread.take() else {
            return;
        };
        // A unit may have held the last handle of the store; the thread cannot wait for itself.
        if thread.thread().id() != thread::current().id() {
            let _ = thread.join();
        }
    }
}

fn stopped() -> StoreError {
    StoreError::Fault("the writer has stopped; nothing was changed".into())
}

fn work(connection: &Connection, mut jobs: mpsc::Receiver<Job>, counters: &Counters) {
    let mut waiting = VecDeque::new();
    loop {
        if waiting.is_empty() {
            match jobs.blocking_recv() {
                Some(job) => waiting.push_back(job),
                None => return,
            }
        }
        while waiting.len() < BATCH
            && let Ok(job) = jobs.try_recv()
        {
            waiting.push_back(job);
        }
        let batch = Batch {
            connection,
            ran: Vec::with_capacity(waiting.len()),
            kept: 0,
        };
        batch.run(&mut waiting, &mut jobs, counters);
    }
}

/// How a unit ended.
enum Ended {
    Kept,
    Undone,
    /// It was undone alone, and its waiter hears why.
    Failed(StoreError),
    /// The whole transaction is gone.
    Lost(StoreError),
}

/// The units of one transaction.
struct Batch<'c> {
    connection: &'c Connection,
    ran: Vec<(oneshot::Sender<Answer>, Answer)>,
    kept: u64,
}

impl Batch<'_> {
    /// Runs what waits, and what comes meanwhile, and commits it. What is left in `waiting` did not run.
    fn run(
        mut self,
        waiting: &mut VecDeque<Job>,
        jobs: &mut mpsc::Receiver<Job>,
        counters: &Counters,
    ) {
        let started = Instant::now();
        if let Err(cause) = self.begin() {
            counters.failed.fetch_add(1, Ordering::Relaxed);
            // All of them waited for the same lock, or the same disk; who came meanwhile would wait as long again.
            while let Ok(job) = jobs.try_recv() {
                waiting.push_back(job);
            }
            for job in waiting.drain(..) {
                let _ = job.into_answer().send(Err(cause.clone()));
            }
            return;
        }
        while let Some(job) = waiting.pop_front() {
            let (unit, answer) = match job {
                Job::Unit(unit, answer) => (unit, answer),
                #[cfg(test)]
                Job::Tamper(tamper, answer) => {
                    let kept = self.execute("COMMIT");
                    tamper(self.connection);
                    self.ran.push((answer, Ok(())));
                    return self.answer(&kept);
                }
            };
            match run_unit(self.connection, unit) {
                Ended::Kept => {
                    self.kept += 1;
                    self.ran.push((answer, Ok(())));
                }
                Ended::Undone => self.ran.push((answer, Ok(()))),
                Ended::Failed(cause) => self.ran.push((answer, Err(cause))),
                Ended::Lost(cause) => {
                    self.ran.push((answer, Ok(())));
                    return self.fail(cause, counters);
                }
            }
            if waiting.is_empty()
                && self.ran.len() < BATCH
                && let Ok(job) = jobs.try_recv()
            {
                waiting.push_back(job);
            }
        }
        match self.execute("COMMIT") {
            Ok(()) => {
                counters.kept(self.kept, started.elapsed());
                self.answer(&Ok(()));
            }
            Err(cause) => self.fail(cause, counters),
        }
    }

    fn begin(&self) -> Answer {
        self.execute("BEGIN IMMEDIATE")?;
        // A newer program may have changed the schema while this one runs.
        let current = schema::version(self.connection)
            .map_err(|cause| fault(&cause))
            .and_then(schema::refuse_newer);
        if current.is_err() {
            let _ = self.execute("ROLLBACK");
        }
        current
    }

    fn execute(&self, sql: &str) -> Answer {
        self.connection
            .prepare_cached(sql)
            .and_then(|mut statement| statement.execute([]))
            .map(drop)
            .map_err(|cause| fault(&cause))
    }

    /// Nothing of the batch was changed; everyone in it hears why.
    fn fail(self, cause: StoreError, counters: &Counters) {
        counters.failed.fetch_add(1, Ordering::Relaxed);
        if !self.connection.is_autocommit()
            && let Err(second) = self.execute("ROLLBACK")
        {
            tracing::error!(%second, "a transaction that failed could not be rolled back");
        }
        tracing::error!(%cause, units = self.ran.len(), "a commit failed; its units were undone");
        self.answer(&Err(cause));
    }

    fn answer(self, batch: &Answer) {
        for (answer, own) in self.ran {
            // Nobody listens any more when the caller went away; the unit stands all the same.
            let _ = answer.send(batch.clone().and(own));
        }
    }
}

impl Job {
    fn into_answer(self) -> oneshot::Sender<Answer> {
        match self {
            Self::Unit(_, answer) => answer,
            #[cfg(test)]
            Self::Tamper(_, answer) => answer,
        }
    }
}

/// Runs one unit in its savepoint.
fn run_unit(connection: &Connection, unit: Unit) -> Ended {
    let mut tables = Tables::of_unit(connection);
    if let Err(cause) = tables.run("SAVEPOINT unit", []) {
        return Ended::Lost(cause);
    }
    // What the unit holds goes with it, and the savepoint puts the database back: nothing is seen half-done.
    let ran = catch_unwind(AssertUnwindSafe(|| unit(&mut tables)));
    let failed = tables.take_failure();
    if connection.is_autocommit() {
        // SQLite gives the whole transaction up on some faults of the disk.
        return Ended::Lost(failed.unwrap_or_else(|| {
            StoreError::Fault("SQLite gave the transaction up; nothing was changed".into())
        }));
    }
    let ended = match (ran, failed) {
        (Ok(Verdict::Keep), None) => Ended::Kept,
        (Ok(Verdict::Undo), None) => Ended::Undone,
        // A statement failed for the disk's sake: a unit that overlooked it is not kept in part.
        (Ok(_), Some(cause)) => Ended::Failed(cause),
        (Err(_), _) => Ended::Failed(StoreError::Fault(
            "a unit of work panicked; nothing of it was kept".into(),
        )),
    };
    let settled = if matches!(ended, Ended::Kept) {
        tables.run("RELEASE unit", [])
    } else {
        tables
            .run("ROLLBACK TO unit", [])
            .and_then(|_| tables.run("RELEASE unit", []))
    };
    match settled {
        Ok(_) => ended,
        Err(cause) => Ended::Lost(cause),
    }
}

#[cfg(test)]
mod tests;
