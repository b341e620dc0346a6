//! The store itself.

use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use latchkey_app::ports::store::{BoxFuture, Reads, Store, StoreError, Unit};

use crate::fault::{OpenError, fault};
use crate::readers::Readers;
use crate::tables::Tables;
use crate::writer::{Tally, Writer};
use crate::{connection, schema};

/// The database's name in the data folder.
pub const DATABASE_FILE: &str = "latchkey.db";

/// Nobody waits longer for a program to end.
const LOG_IS_EMPTIED_WITHIN: Duration = Duration::from_secs(1);

/// An open database. Cheap to clone; the last clone that goes waits for what was given to the writer.
#[derive(Clone)]
pub struct SqliteStore {
    inner: Arc<Inner>,
}

/// The readers stand first so that they close first: the writer's connection, as the last one, then empties the WAL.
struct Inner {
    readers: Readers,
    writer: Writer,
    path: PathBuf,
}

impl SqliteStore {
    /// Opens the database in `data_dir`, which exists, and makes it if there is none.
    pub fn open(data_dir: &Path) -> Result<Self, OpenError> {
        let path = database_path(data_dir)?;
        if !path.exists() {
            make_file(&path)?;
        }
        Self::open_file(path)
    }

    /// Opens the database in `data_dir`; [`OpenError::Missing`] if there is none.
    pub fn open_existing(data_dir: &Path) -> Result<Self, OpenError> {
        let path = database_path(data_dir)?;
        if !path.exists() {
            return Err(OpenError::Missing(path));
        }
        Self::open_file(path)
    }

    fn open_file(path: PathBuf) -> Result<Self, OpenError> {
        refuse_without_log(&path)?;
        schema::refuse_foreign(&path)?;
        keep_private(&path)?;
        let mut connection = connection::writing(&path).map_err(|cause| fault(&cause))?;
        schema::migrate(&mut connection)?;
        let readers = Readers::open(path.clone())?;
        let writer = Writer::start(connection)
            .map_err(|cause| StoreError::Fault(format!("the writer did not start: {cause}")))?;
        Ok(Self {
            inner: Arc::new(Inner {
                readers,
                writer,
                path,
            }),
        })
    }

    /// Moves what the write-ahead log holds into the database's own file, which is whole without it then: for a program that
    /// ends while clones of this are still held. Somebody who reads on keeps it from being done, and nothing is lost by that.
    pub fn empty_log(&self) -> Result<(), StoreError> {
        let emptied = connection::writing(&self.inner.path).and_then(|connection| {
            connection.busy_timeout(LOG_IS_EMPTIED_WITHIN)?;
            connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| {
                row.get::<_, bool>(0)
            })
        });
        match emptied {
            Ok(false) => Ok(()),
            Ok(true) => Err(StoreError::Fault("the database is still read".to_owned())),
            Err(cause) => Err(fault(&cause)),
        }
    }

    /// How many units were kept since this store was opened, in how many commits.
    pub fn tally(&self) -> Tally {
        self.inner.writer.tally()
    }

    /// Where the database is.
    pub fn path(&self) -> &Path {
        &self.inner.path
    }

    #[cfg(test)]
    pub(crate) fn writer(&self) -> &Writer {
        &self.inner.writer
    }
}

impl std::fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SqliteStore")
            .field("path", &self.inner.path)
            .finish_non_exhaustive()
    }
}

impl Store for SqliteStore {
    fn read_with(&self, read: &mut dyn FnMut(&dyn Reads)) -> Result<(), StoreError> {
        let lease = self.inner.readers.lease()?;
        let tables = Tables::of_read(lease.connection()?);
        read(&tables);
        // A statement failed for the disk's sake: a read that overlooked it is not answered in part.
        tables.take_failure().map_or(Ok(()), Err)
    }

    fn write_with(&self, unit: Unit) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(self.inner.writer.write(unit))
    }

    fn commits(&self) -> u64 {
        self.inner.writer.tally().commits
    }

    fn write_anew(&self) -> Result<(), StoreError> {
        // The copy that it makes on the way may be larger than the memory.
        connection::writing(&self.inner.path)
            .and_then(|connection| connection.execute_batch("PRAGMA temp_store = FILE; VACUUM"))
            .map_err(|cause| fault(&cause))?;
        self.empty_log()
    }
}

/// Absolute, so that a later change of the working folder does not lead a new connection elsewhere, and so that
/// `SQLite` never takes a name for a URI.
fn database_path(data_dir: &Path) -> Result<PathBuf, OpenError> {
    std::path::absolute(data_dir.join(DATABASE_FILE)).map_err(|cause| OpenError::File {
        path: data_dir.to_owned(),
        cause,
    })
}

/// Refuses a database whose write-ahead log somebody took away: `SQLite` would go on without it, and what was answered last
/// would be gone unnoticed.
///
/// `SQLite` makes the log before the index of it (`-shm`) and takes the index away first, so the index never lies there alone
/// by itself. The log is looked for on both sides, for another process may open or close the database meanwhile.
fn refuse_without_log(path: &Path) -> Result<(), OpenError> {
    let beside = |ending: &str| path.with_file_name(format!("{DATABASE_FILE}{ending}"));
    let (log, index) = (beside("-wal"), beside("-shm"));
    if !log.exists() && index.exists() && !log.exists() {
        return Err(OpenError::LogMissing {
            database: path.to_owned(),
            log,
            index,
        });
    }
    Ok(())
}

/// Makes an empty file that only its owner can read, before `SQLite` makes one by the process's umask. `SQLite` gives
/// the files beside it the same mode.
fn make_file(path: &Path) -> Result<(), OpenError> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options
        .open(path)
        .map(drop)
        .map_err(|cause| OpenError::File {
            path: path.to_owned(),
            cause,
        })
}

/// Takes others' rights away from a file that was copied here with them.
#[cfg(unix)]
fn keep_private(path: &Path) -> Result<(), OpenError> {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt as _;

    use crate::folder::lets_others_in;
    let kept = fs::metadata(path).and_then(|metadata| {
        if !lets_others_in(metadata.permissions().mode()) {
            return Ok(());
        }
        fs::set_permissions(path, Permissions::from_mode(0o600))
    });
    kept.map_err(|cause| OpenError::File {
        path: path.to_owned(),
        cause,
    })
}

#[cfg(not(unix))]
fn keep_private(_: &Path) -> Result<(), OpenError> {
    Ok(())
}
