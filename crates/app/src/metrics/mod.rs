//! What a monitoring system is told (`/metrics`), as plain figures: nothing here knows in which format they are shown.
//!
//! A scrape costs the same at a million people: what the database keeps counted is read then, and what has to be counted row
//! by row (people by access role, sessions) once a minute beside the requests ([`App::count_for_metrics`]), as soon as
//! somebody has asked.

mod sign_ins;
mod token;

use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

pub(crate) use sign_ins::SignIns;

use crate::App;
use crate::connector_state::ConnectorState;
use crate::failure::Failure;
use crate::ports::store::{CommitCounts, SeatCount};

/// What was counted row by row, the last time.
#[derive(Debug, Default)]
pub(crate) struct Slow(Mutex<Option<Counts>>);

/// What has to be counted row by row.
#[derive(Clone, Debug)]
pub struct Counts {
    /// People by access role and state.
    pub seats: Vec<SeatCount>,
    /// Sessions.
    pub sessions: u64,
}

/// What the database keeps counted.
#[derive(Clone, Copy, Debug)]
pub struct Stored {
    /// Users, whatever their state.
    pub users: u64,
    /// Those who are active.
    pub active: u64,
    /// Those whose deactivation is held.
    pub held: u64,
    /// Groups.
    pub groups: u64,
    /// When Okta last called, let in or not.
    pub last_call_at: Option<Timestamp>,
}

/// Everything.
#[derive(Clone, Debug)]
pub struct Figures {
    /// `None` while the store cannot be read.
    pub stored: Option<Stored>,
    /// `None` while the store cannot be read.
    pub counts: Option<Counts>,
    /// Sign-ins of this process that began a session, by method.
    pub signed_in: Vec<(&'static str, u64)>,
    /// Those that were refused, by reason.
    pub refused: Vec<(&'static str, u64)>,
    /// The store's commits.
    pub commits: CommitCounts,
    /// Whether a fault of the store lasts.
    pub store_fails: bool,
    /// Of the server's own certificate.
    pub certificate_days_left: Option<i64>,
    /// When the newest backup was made.
    pub last_backup_at: Option<Timestamp>,
    /// The database's size, its write-ahead log included.
    pub database_bytes: u64,
    /// The write-ahead log's alone.
    pub log_bytes: u64,
    /// Free on the disk.
    pub free_bytes: Option<u64>,
}

impl App {
    /// All figures, as of now. Reads files and the store: not for a thread that serves requests.
    pub fn figures(&self) -> Figures {
        let host = &self.ports.host;
        let now = self.now();
        let certificate = self.certificate();
        Figures {
            stored: self.stored().ok(),
            counts: self.counts().ok(),
            signed_in: self.sign_ins.begun(),
            refused: self.sign_ins.refused(),
            commits: self.store().commit_counts(),
            store_fails: self.store_trouble().is_some(),
            certificate_days_left: certificate.map(|served| served.certificate.days_left(now)),
            last_backup_at: host
                .backups()
                .ok()
                .and_then(|backups| backups.first().map(|backup| backup.at)),
            database_bytes: host.database_bytes(),
            log_bytes: host.log_bytes(),
            free_bytes: host.free_bytes(),
        }
    }

    fn stored(&self) -> Result<Stored, Failure> {
        self.look(|store| {
            Ok(Stored {
                users: store.count_users()?,
                active: store.count_active_users()?,
                held: u64::try_from(store.held_deactivations()?.len()).unwrap_or(u64::MAX),
                groups: store.count_groups()?,
                last_call_at: ConnectorState::of(store)?.last_call_at(),
            })
        })
    }

    /// The last ones; counted now where nobody asked before.
    fn counts(&self) -> Result<Counts, Failure> {
        let known = self.lock_counts().clone();
        match known {
            Some(known) => Ok(known),
            None => self.count_by_rows(),
        }
    }

    /// Counts row by row what somebody once asked for. The server calls this every minute.
    pub fn count_for_metrics(&self) -> Result<(), Failure> {
        if self.lock_counts().is_some() {
            self.count_by_rows()?;
        }
        Ok(())
    }

    fn count_by_rows(&self) -> Result<Counts, Failure> {
        let counts = self.read(|store| {
            Ok(Counts {
                seats: store.seats()?,
                sessions: store.count_sessions()?,
            })
        })?;
        *self.lock_counts() = Some(counts.clone());
        Ok(counts)
    }

    fn lock_counts(&self) -> std::sync::MutexGuard<'_, Option<Counts>> {
        self.slow.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
