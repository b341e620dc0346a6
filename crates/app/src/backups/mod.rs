//! Backups: on demand, and once a day by themselves.
//!
//! The machine makes them ([`Host`](crate::ports::host::Host)); here it is decided when, which are kept ([`rotation`]), and what
//! is said of it on record, on Home and under Troubleshooting ([`state`]).

mod restored;
mod rotation;
mod state;

use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use latchkey_domain::activity::Target;
use latchkey_domain::{AccessRole, Refusal, RefusalCode};

pub(crate) use state::{State, attention};

use crate::App;
use crate::failure::Failure;
use crate::ports::host::{BackupFile, BackupKind, NewBackup};
use crate::ports::store::StoreError;
use crate::record::Caller;

/// One that fails is tried again after so long.
const AGAIN_AFTER: SignedDuration = SignedDuration::from_hours(1);

/// When one failed last, in this process.
#[derive(Debug, Default)]
pub(crate) struct Tries(Mutex<Option<Timestamp>>);

/// The name of a backup that is made now; names sort by time.
pub fn file_name(kind: BackupKind, at: Timestamp) -> String {
    let time = at.strftime("%Y-%m-%dT%H%M%SZ");
    match kind {
        BackupKind::Daily => format!("latchkey-{time}-daily.backup"),
        BackupKind::OnDemand | BackupKind::BeforeUpgrade => format!("latchkey-{time}.backup"),
    }
}

/// What is written of one that was made.
fn remark(made: &BackupFile) -> String {
    format!(
        "{}, {} bytes{}.",
        made.file,
        made.bytes,
        if made.encrypted { ", encrypted" } else { "" }
    )
}

impl App {
    /// Makes a backup in the data folder, for an EnterpriseAdmin. On record.
    pub async fn back_up(&self, caller: Caller) -> Result<BackupFile, Failure> {
        self.read_as(&caller, AccessRole::EnterpriseAdmin, |_| Ok(()))?;
        let made = self
            .make_backup(BackupKind::OnDemand)
            .await?
            .map_err(|sentence| Refusal::new(RefusalCode::Conflict, sentence))?;
        self.note_backup(caller, &made).await?;
        Ok(made)
    }

    /// Makes the day's backup when the last one is older than a day, and takes away those that are too many. The server calls this
    /// every few minutes, so that a machine that sleeps at night has one as well. Gives back what was made.
    pub async fn back_up_if_due(&self) -> Result<Option<BackupFile>, Failure> {
        let now = self.now();
        let state = self.backup_state()?;
        if state.due_at().is_none_or(|due| due > now) || self.failed_lately(now) {
            return Ok(None);
        }
        match self.make_backup(BackupKind::Daily).await? {
            Ok(made) => {
                self.note_backup(Caller::latchkey(), &made).await?;
                self.remove_superfluous_backups();
                Ok(Some(made))
            }
            Err(sentence) => {
                *self.lock_tries() = Some(now);
                tracing::error!("{sentence}");
                self.recorded(
                    Caller::latchkey(),
                    "backup.failed",
                    Target::of("server"),
                    move |_, record| {
                        record.is_notice(sentence);
                        Ok(())
                    },
                )
                .await?;
                Ok(None)
            }
        }
    }

    /// The inner refusal is a sentence. On a thread of its own, which nobody waits for when the program ends.
    async fn make_backup(
        &self,
        kind: BackupKind,
    ) -> Result<Result<BackupFile, String>, StoreError> {
        let at = self.now();
        let backup = NewBackup {
            file: file_name(kind, at),
            kind,
            at,
        };
        let app = self.clone();
        let (tell, told) = tokio::sync::oneshot::channel();
        std::thread::Builder::new()
            .name("backup".to_owned())
            .spawn(move || {
                let made = app.ports.host.back_up(&backup);
                // Whoever asked may be gone.
                let _ = tell.send(made);
            })
            .map_err(|cause| StoreError::Fault(format!("no backup could be begun: {cause}")))?;
        let made = told
            .await
            .map_err(|_| StoreError::Fault("the backup came to no end".to_owned()))?;
        Ok(made.map_err(|fault| fault.to_string()))
    }

    async fn note_backup(&self, caller: Caller, made: &BackupFile) -> Result<(), Failure> {
        *self.lock_tries() = None;
        let text = remark(made);
        self.recorded(
            caller,
            "backup.made",
            Target::of("server"),
            move |_, record| {
                record.done().remark(text);
                Ok(())
            },
        )
        .await
    }

    fn failed_lately(&self, now: Timestamp) -> bool {
        self.lock_tries()
            .is_some_and(|failed| now.duration_since(failed) < AGAIN_AFTER)
    }

    fn lock_tries(&self) -> std::sync::MutexGuard<'_, Option<Timestamp>> {
        self.backup_tries
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// One that cannot be taken away is in nobody's way but the disk's.
    fn remove_superfluous_backups(&self) {
        let host = &self.ports.host;
        let listed = host.backups().unwrap_or_default();
        for file in rotation::superfluous(&listed) {
            if let Err(fault) = host.remove_backup(&file) {
                tracing::warn!(%fault, "a backup that is too many could not be taken away");
            }
        }
    }
}
