//! Copying the database while it is in use, and looking whether the copy is whole.

use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use latchkey_app::ports::store::StoreError;
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags, OptionalExtension as _};

use crate::connection::BUSY_TIMEOUT;
use crate::fault::fault;
use crate::schema;
use crate::store::SqliteStore;

/// So many pages are copied at a time: a megabyte.
const STEP: i32 = 256;
/// After so many steps what was written goes to the disk: the syncs of commits wait for all that waits to be written.
const STEPS_A_SYNC: u32 = 8;
/// Nobody rests longer after a step, however slow the disk was.
const LONGEST_REST: Duration = Duration::from_millis(50);

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

/// What a copy holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// The version of its schema.
    pub schema: u64,
    /// Whose it is; none before set-up.
    pub company_id: Option<String>,
}

impl SqliteStore {
    /// Copies the database as it is at this moment into a new file that only its owner can read, which is on the disk
    /// when this answers. Reads and writes go on meanwhile. Takes as long as reading the whole database twice and more.
    pub fn backup_to(&self, path: &Path) -> Result<Copied, BackupError> {
        copy_database(self.path(), path)
    }
}

/// The same of a database that is not open.
///
/// The copy is one moment: a transaction holds it while pages are copied in small steps, each followed by a rest as long as it
/// took, so that half of the disk and half of a processor are everybody else's. The write-ahead log grows meanwhile, and only
/// meanwhile: the copy is looked through after the transaction has ended.
pub fn copy_database(database: &Path, path: &Path) -> Result<Copied, BackupError> {
    let file = make(path)?;
    // The file is this function's own from here on, so it may be taken away.
    copy_into(database, path, &file)
        .and_then(|copied| sync(path, &file).map(|()| copied))
        .inspect_err(|_| {
            let _ = fs::remove_file(path);
        })
}

fn copy_into(database: &Path, path: &Path, file: &File) -> Result<Copied, BackupError> {
    let failed = |cause: rusqlite::Error| BackupError::Store(fault(&cause));
    let mut copy = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )
    .map_err(failed)?;
    // Nobody needs the half of a copy: it is taken away.
    copy.execute_batch(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -2048",
    )
    .map_err(failed)?;
    copy_pages(database, &mut copy, path, file)?;
    // One file by itself, and no log beside it when it is opened. That it came as one with a log is known once it was read.
    copy.execute_batch("SELECT count(*) FROM sqlite_schema; PRAGMA journal_mode = DELETE")
        .map_err(failed)?;
    look(&copy).map_err(failed)?
}

fn copy_pages(
    database: &Path,
    copy: &mut Connection,
    path: &Path,
    file: &File,
) -> Result<(), BackupError> {
    let failed = |cause: rusqlite::Error| BackupError::Store(fault(&cause));
    let source = Connection::open_with_flags(
        database,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )
    .map_err(failed)?;
    source.busy_timeout(BUSY_TIMEOUT).map_err(failed)?;
    // The transaction begins with the first read. Without it each commit of another would begin the copy anew.
    source
        .execute_batch("BEGIN DEFERRED; SELECT count(*) FROM sqlite_schema")
        .map_err(failed)?;
    let backup = Backup::new(&source, copy).map_err(failed)?;
    for step in 1_u32.. {
        let began = Instant::now();
        if backup.step(STEP).map_err(failed)? == StepResult::Done {
            break;
        }
        if step.is_multiple_of(STEPS_A_SYNC) {
            file.sync_data().map_err(|cause| BackupError::File {
                path: path.to_owned(),
                cause,
            })?;
        }
        thread::sleep(began.elapsed().min(LONGEST_REST));
    }
    Ok(())
}

/// Whether the copy is whole, and what it holds.
fn look(copy: &Connection) -> rusqlite::Result<Result<Copied, BackupError>> {
    let said: String = copy.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if said != "ok" {
        return Ok(Err(BackupError::Store(StoreError::Damaged(said))));
    }
    let is_set_up: bool = copy.query_row(
        "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'organization')",
        [],
        |row| row.get(0),
    )?;
    let company_id = if is_set_up {
        copy.query_row("SELECT company_id FROM organization", [], |row| row.get(0))
            .optional()?
    } else {
        None
    };
    Ok(Ok(Copied {
        schema: schema::version(copy)?,
        company_id,
    }))
}

/// Made here, it is never open to others.
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
