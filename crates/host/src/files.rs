//! The data folder as the use cases see it: its size, its disk, its backups.

use std::fs::{self, Metadata};
use std::path::Path;

use jiff::Timestamp;
use latchkey_app::ports::host::{BackupFile, Host, HostFault};
use latchkey_store_sqlite::{DataFolder, SqliteStore};

/// A data folder with the database in it.
#[derive(Clone, Debug)]
pub struct Files {
    folder: DataFolder,
    store: SqliteStore,
}

impl Files {
    /// Of an installation that is open.
    pub fn new(folder: DataFolder, store: SqliteStore) -> Self {
        Self { folder, store }
    }
}

impl Host for Files {
    fn data_dir(&self) -> String {
        self.folder.path().display().to_string()
    }

    fn database_bytes(&self) -> u64 {
        // The write-ahead log belongs to it.
        bytes_of(self.store.path()) + self.log_bytes()
    }

    fn log_bytes(&self) -> u64 {
        bytes_of(&self.store.path().with_extension("db-wal"))
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
            let entry = entry.map_err(failed)?;
            let metadata = entry.metadata().map_err(failed)?;
            let file = entry.file_name().to_string_lossy().into_owned();
            let is_backup = Path::new(&file)
                .extension()
                .is_some_and(|ending| ending == "db");
            if metadata.is_file() && is_backup {
                found.push(described(file, &metadata));
            }
        }
        found.sort_by(|a, b| (b.at, &b.file).cmp(&(a.at, &a.file)));
        Ok(found)
    }

    fn back_up(&self, file: &str) -> Result<BackupFile, HostFault> {
        let path = self.folder.backups().join(file);
        self.store
            .backup_to(&path)
            .map_err(|fault| HostFault(fault.to_string()))?;
        let metadata = fs::metadata(&path)
            .map_err(|fault| HostFault(format!("{} could not be read: {fault}", path.display())))?;
        Ok(described(file.to_owned(), &metadata))
    }
}

/// Nothing where there is no such file.
fn bytes_of(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |metadata| metadata.len())
}

fn described(file: String, metadata: &Metadata) -> BackupFile {
    let at = metadata
        .modified()
        .ok()
        .and_then(|at| Timestamp::try_from(at).ok())
        // Times of the API have milliseconds; a file system tells more than anybody wants to know.
        .and_then(|at| Timestamp::from_millisecond(at.as_millisecond()).ok())
        .unwrap_or(Timestamp::UNIX_EPOCH);
    BackupFile {
        file,
        at,
        bytes: metadata.len(),
    }
}
