//! How the store does: what an answer, Home, Troubleshooting and the log say while it fails.
//!
//! Every read and every unit of work goes through [`Watched`], so nothing has to be told by those who meet a fault. It ends by
//! itself: the server tries again every few seconds, with the entry that tells of it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use latchkey_domain::activity::Target;

use crate::App;
use crate::attention::{Attention, Severity};
use crate::failure::Failure;
use crate::ports::clock::Clock;
use crate::ports::store::{BoxFuture, Reads, Store, StoreError, Unit};
use crate::record::Caller;

/// After the last fault it is tried again when so much time has passed.
const QUIET: SignedDuration = SignedDuration::from_secs(5);

/// What is said of a fault that lasts, and may end without the program being changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// What is so.
    pub what: &'static str,
    /// What to do, on the host.
    pub fix: &'static str,
    /// After so many seconds it is worth trying again.
    pub retry_after: u64,
}

impl Told {
    /// The answer to somebody whose request could not be served.
    pub fn sentence(&self) -> String {
        format!("{} Nothing was changed. {}", self.what, self.fix)
    }
}

impl StoreError {
    /// What is said of it; none for what belongs to one request alone.
    pub fn told(&self) -> Option<Told> {
        let (what, fix, retry_after) = match self {
            Self::DiskFull => (
                "Latchkey's disk is full.",
                "Free some space on its host; Latchkey goes on by itself.",
                60,
            ),
            Self::Busy(_) => (
                "Another program holds Latchkey's database.",
                "Should it stay so, end the program on the host that uses the data folder; Latchkey goes on by itself.",
                10,
            ),
            Self::Disk(_) => (
                "Latchkey's disk is read-only, or fails.",
                "Look at the disk of its host; Latchkey goes on by itself once the data folder can be written to.",
                60,
            ),
            Self::Damaged(_) => (
                "Latchkey's database is damaged.",
                "Run \"latchkey check\" on its host, and restore the latest backup with \"latchkey restore\".",
                300,
            ),
            Self::Newer { .. } => (
                "A newer Latchkey has changed the data folder while this one runs.",
                "Start the server again, with the newer program.",
                60,
            ),
            Self::Taken(_) | Self::Fault(_) => return None,
        };
        Some(Told {
            what,
            fix,
            retry_after,
        })
    }

    /// Whether it ends only when the server is started again.
    fn stays(&self) -> bool {
        matches!(self, Self::Damaged(_) | Self::Newer { .. })
    }
}

/// A fault that lasts.
#[derive(Clone, Debug)]
pub struct Trouble {
    /// What is said of it.
    pub told: Told,
    /// Since when.
    pub since: Timestamp,
    last: Timestamp,
    /// How many reads and changes met it.
    met: u64,
    stays: bool,
}

/// Whether there is one now.
#[derive(Debug, Default)]
pub(crate) struct Health(Mutex<Option<Trouble>>);

impl Health {
    fn lock(&self) -> MutexGuard<'_, Option<Trouble>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn met(&self, fault: &StoreError, now: Timestamp) {
        let Some(told) = fault.told() else { return };
        let mut trouble = self.lock();
        match &mut *trouble {
            Some(known) if known.told == told => {
                known.last = now;
                known.met += 1;
            }
            // A damaged file shows in other ways as well; the first word is the one to act on.
            Some(known) if known.stays => known.met += 1,
            _ => {
                tracing::error!(%fault, "{}", told.sentence());
                *trouble = Some(Trouble {
                    told,
                    since: now,
                    last: now,
                    met: 1,
                    stays: fault.stays(),
                });
            }
        }
    }
}

/// The store, and an ear for its faults.
pub(crate) struct Watched {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    health: Arc<Health>,
}

impl Watched {
    pub(crate) fn new(store: Arc<dyn Store>, clock: Arc<dyn Clock>, health: Arc<Health>) -> Self {
        Self {
            store,
            clock,
            health,
        }
    }

    fn hear(&self, done: Result<(), StoreError>) -> Result<(), StoreError> {
        done.inspect_err(|fault| self.health.met(fault, self.clock.now()))
    }
}

impl Store for Watched {
    fn read_with(&self, read: &mut dyn FnMut(&dyn Reads)) -> Result<(), StoreError> {
        self.hear(self.store.read_with(read))
    }

    fn write_with(&self, unit: Unit) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move { self.hear(self.store.write_with(unit).await) })
    }

    fn commits(&self) -> u64 {
        self.store.commits()
    }

    fn write_anew(&self) -> Result<(), StoreError> {
        self.hear(self.store.write_anew())
    }
}

impl App {
    /// What is wrong with the store, if anything.
    pub fn store_trouble(&self) -> Option<Trouble> {
        self.health.lock().clone()
    }

    /// Looks whether a fault of the store is over, by writing the entry that tells of it. The server calls this every second;
    /// while there is no fault it does nothing. Gives back whether there is no reason not to write.
    pub async fn try_store_again(&self) -> Result<bool, Failure> {
        let now = self.now();
        let Some(trouble) = self.store_trouble().filter(|trouble| !trouble.stays) else {
            return Ok(true);
        };
        if now.duration_since(trouble.last) < QUIET {
            return Ok(false);
        }
        let text = format!(
            "{} It was so from {} on, and is over. {} could not be served meanwhile, and changed nothing.",
            trouble.told.what,
            trouble.since.strftime("%-d %B, %H:%M:%S UTC"),
            match trouble.met {
                1 => "One read or change".to_owned(),
                many => format!("{many} reads and changes"),
            },
        );
        self.recorded(
            Caller::latchkey(),
            "store.recovered",
            Target::of("server"),
            move |_, record| {
                record.is_notice(text);
                Ok(())
            },
        )
        .await?;
        *self.health.lock() = None;
        tracing::info!(
            met = trouble.met,
            "the store can be read and written again; Latchkey goes on"
        );
        Ok(true)
    }
}

/// What needs an Admin, if anything.
pub(crate) fn attention(trouble: Option<&Trouble>) -> Option<Attention> {
    trouble.map(|trouble| Attention {
        code: "store_failing",
        sentence: format!(
            "{} What cannot be served is refused, and Okta is told to try again. {}",
            trouble.told.what, trouble.told.fix
        ),
        label: "Open Troubleshooting".to_owned(),
        posts: false,
        to: "/troubleshooting".to_owned(),
        since: trouble.since,
        severity: Severity::Refused,
        count: Some(trouble.met),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn what_belongs_to_one_request_is_no_trouble() {
        let health = Health::default();
        health.met(
            &StoreError::Taken("email".into()),
            at("2026-05-01T12:00:00Z"),
        );
        health.met(&StoreError::Fault("x".into()), at("2026-05-01T12:00:00Z"));
        assert!(health.lock().is_none());
    }

    #[test]
    fn one_fault_has_one_beginning_and_a_damaged_file_is_not_talked_over() {
        let health = Health::default();
        health.met(&StoreError::DiskFull, at("2026-05-01T12:00:00Z"));
        health.met(&StoreError::DiskFull, at("2026-05-01T12:00:09Z"));
        let full = health.lock().clone().unwrap();
        assert_eq!((full.since, full.met), (at("2026-05-01T12:00:00Z"), 2));
        health.met(&StoreError::Damaged("x".into()), at("2026-05-01T12:01:00Z"));
        health.met(&StoreError::Disk("x".into()), at("2026-05-01T12:02:00Z"));
        let damaged = health.lock().clone().unwrap();
        assert_eq!(damaged.told.what, "Latchkey's database is damaged.");
        assert_eq!(damaged.since, at("2026-05-01T12:01:00Z"));
    }
}
