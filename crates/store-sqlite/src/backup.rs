//! Copying the database while it is in use.

use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};

use latchkey_app::ports::store::StoreError;
use rusqlite::{Connection, OpenFlags};

use crate::connection::BUSY_TIMEOUT;
use crate::fault::fault;
use crate::store::SqliteStore;

/// Why there is no backup.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// A file is there already.
    #[error("{0} is there already and was left as it is; name a file that is not there yet")]
    Exists(PathBuf),
    /// The file could not be written.
    #[error("the backup could not be written to {path}; no file was left there: {cause}")]
    File {
        /// Where.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// The database could not be read, or the disk is full.
    #[error("there is no backup, and no file was left: {0}")]
    Store(#[from] StoreError),
}

impl SqliteStore {
    /// Copies the database as it is at this moment into a new file that only its owner can read, which is on the disk
    /// when this answers. Reads and writes go on meanwhile. Takes as long as reading the whole database.
    pub fn backup_to(&self, path: &Path) -> Result<(), BackupError> {
        let file = make(path)?;
        // The file is this function's own from here on, so it may be taken away.
        self.copy_into(path)
            .and_then(|()| sync(path, &file))
            .inspect_err(|_| {
                let _ = fs::remove_file(path);
            })
    }

    fn copy_into(&self, path: &Path) -> Result<(), BackupError> {
        // Not one of the readers: to them any writing, also into another file, is forbidden.
        let copied = Connection::open_with_flags(
            self.path(),
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )
        .and_then(|connection| {
            connection.busy_timeout(BUSY_TIMEOUT)?;
            connection.execute("VACUUM INTO ?1", [path.to_string_lossy()])
        });
        copied
            .map(drop)
            .map_err(|cause| BackupError::Store(fault(&cause)))
    }
}

/// VACUUM INTO takes an empty file; made here, it is never open to others.
fn make(path: &Path) -> Result<File, BackupError> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path).map_err(|cause| {
        let path = path.to_owned();
        if cause.kind() == std::io::ErrorKind::AlreadyExists {
            BackupError::Exists(path)
        } else {
            BackupError::File { path, cause }
        }
    })
}

/// Puts the file, and its name in the folder, on the disk.
fn sync(path: &Path, file: &File) -> Result<(), BackupError> {
    let synced = file.sync_all().and_then(|()| match path.parent() {
        #[cfg(unix)]
        Some(folder) if !folder.as_os_str().is_empty() => File::open(folder)?.sync_all(),
        _ => Ok(()),
    });
    synced.map_err(|cause| BackupError::File {
        path: path.to_owned(),
        cause,
    })
}
