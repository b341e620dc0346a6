//! The data folder as the use cases see it: its size, its disk, its backups.

use std::fs;
use std::path::{Path, PathBuf};

use latchkey_app::ports::entropy::SystemEntropy;
use latchkey_app::ports::host::{BackupFile, Host, HostFault, NewBackup};
use latchkey_store_sqlite::{DataFolder, SqliteStore};

use crate::backup::{self, Making};

/// A data folder with the database in it.
#[derive(Clone, Debug)]
pub struct Files {
    folder: DataFolder,
    store: SqliteStore,
    passphrase_file: Option<PathBuf>,
}

impl Files {
    /// Of an installation that is open.
    pub fn new(folder: DataFolder, store: SqliteStore) -> Self {
        Self {
            folder,
            store,
            passphrase_file: None,
        }
    }

    /// The file with the passphrase of backups; where none is named it is looked for as `latchkey_secrets::backup_passphrase` says.
    #[must_use]
    pub fn with_passphrase_file(self, passphrase_file: Option<PathBuf>) -> Self {
        Self {
            passphrase_file,
            ..self
        }
    }
}

impl Host for Files {
    fn data_dir(&self) -> String {
        self.folder.path().display().to_string()
    }

    fn database_bytes(&self) -> u64 {
        // The write-ahead log belongs to it.
        let log = self.store.path().with_extension("db-wal");
        [self.store.path(), &log]
            .iter()
            .filter_map(|path| fs::metadata(path).ok())
            .map(|metadata| metadata.len())
            .sum()
    }

    #[cfg(unix)]
    fn free_bytes(&self) -> Option<u64> {
        let disk = rustix::fs::statvfs(self.folder.path()).ok()?;
        Some(disk.f_bavail.saturating_mul(disk.f_frsize))
    }

    #[cfg(not(unix))]
    fn free_bytes(&self) -> Option<u64> {
        None
    }

    fn backups(&self) -> Result<Vec<BackupFile>, HostFault> {
        let folder = self.folder.backups();
        let failed = |fault: std::io::Error| {
            HostFault(format!("{} could not be read: {fault}", folder.display()))
        };
        let mut found = Vec::new();
        for entry in fs::read_dir(&folder).map_err(failed)? {
            found.extend(backup::described(&entry.map_err(failed)?.path()));
        }
        found.sort_by(|a, b| (b.at, &b.file).cmp(&(a.at, &a.file)));
        Ok(found)
    }

    fn back_up(&self, new: &NewBackup) -> Result<BackupFile, HostFault> {
        let folder = self.folder.backups();
        let passphrase = latchkey_secrets::backup_passphrase(self.passphrase_file.as_deref())
            .map_err(|fault| HostFault(fault.to_string()))?;
        let target = folder.join(&new.file);
        let making = Making {
            database: self.store.path(),
            beside: &folder,
            target: &target,
            kind: new.kind,
            at: new.at,
            passphrase: passphrase.as_ref(),
            entropy: &SystemEntropy,
        };
        in_the_background(|| backup::make(&making))
            .map_err(|fault| HostFault(format!("There is no new backup: {fault}.")))?;
        backup::described(&target).ok_or_else(|| {
            HostFault(format!(
                "{} was made, and is not there any more.",
                target.display()
            ))
        })
    }

    fn remove_backup(&self, file: &str) -> Result<(), HostFault> {
        // Never outside the folder.
        let name = Path::new(file).file_name().unwrap_or_default();
        let path = self.folder.backups().join(name);
        fs::remove_file(&path).map_err(|fault| {
            HostFault(format!(
                "{} could not be taken away: {fault}",
                path.display()
            ))
        })
    }

    fn encrypts_backups(&self) -> bool {
        // One that cannot be read is wanted all the same: no backup is made without it.
        !matches!(
            latchkey_secrets::backup_passphrase(self.passphrase_file.as_deref()),
            Ok(None)
        )
    }
}

/// Does it on a thread of its own, to which the system gives what others leave of the processors.
pub(crate) fn in_the_background<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        let worker = scope.spawn(|| {
            step_back();
            work()
        });
        match worker.join() {
            Ok(done) => done,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

/// On Linux a priority belongs to a thread; where it belongs to the whole process it stays as it is.
#[cfg(target_os = "linux")]
fn step_back() {
    const LOWEST: i32 = 19;
    if let Err(fault) = rustix::process::setpriority_process(None, LOWEST) {
        tracing::debug!(%fault, "a backup is made at the usual priority");
    }
}

#[cfg(not(target_os = "linux"))]
fn step_back() {}
