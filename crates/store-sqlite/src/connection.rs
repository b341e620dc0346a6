//! How a connection is opened and set.
//!
//! Several processes may use one database at once: the server, and commands in a terminal. So it is in WAL mode,
//! each write takes its lock at the start (BEGIN IMMEDIATE), and whoever finds it taken waits for
//! [`BUSY_TIMEOUT`].

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use crate::tables;

/// How long a connection waits for another process.
pub(crate) const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// Enough for every statement that there is, so that none is compiled twice.
const STATEMENTS: usize = 160;

/// What both kinds have.
fn settle(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    tables::lend(connection)?;
    // A file that someone else made must not be able to run anything.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.execute_batch(
        "PRAGMA trusted_schema = OFF;
         PRAGMA cell_size_check = ON;
         PRAGMA temp_store = MEMORY;",
    )
}

/// The connection that writes.
pub(crate) fn writing(path: &Path) -> rusqlite::Result<Connection> {
    let mut connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    settle(&connection)?;
    use_wal(&connection)?;
    // FULL: the WAL is on the disk before a commit answers. fullfsync says the same to macOS, whose fsync does not.
    // The WAL may grow to 32 MiB between checkpoints: a burst is not held up by them, and a page that many creates touch is
    // moved once for all of them. It is kept at that size: writing over a file is quicker to sync than making it longer.
    connection.execute_batch(
        "PRAGMA synchronous = FULL;
         PRAGMA fullfsync = ON;
         PRAGMA foreign_keys = ON;
         PRAGMA cache_size = -4096;
         PRAGMA wal_autocheckpoint = 8000;
         PRAGMA journal_size_limit = 67108864;",
    )?;
    connection.set_transaction_behavior(TransactionBehavior::Immediate);
    Ok(connection)
}

/// A connection that can only read. What it does not find in its own small cache, the system has in memory. The file is not
/// mapped: a mapped page is looked through at each visit, and counts as this program's memory.
pub(crate) fn reading(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    settle(&connection)?;
    connection.execute_batch(
        "PRAGMA query_only = ON;
         PRAGMA cache_size = -2048;",
    )?;
    Ok(connection)
}

/// Puts a new database into WAL mode. `SQLite` does not wait for others on this one statement, so that is done here:
/// two processes may make the same database at the same moment.
fn use_wal(connection: &Connection) -> rusqlite::Result<()> {
    let began = Instant::now();
    loop {
        let mode = connection
            .query_row("PRAGMA journal_mode", [], |row| row.get::<_, String>(0))
            .and_then(|mode| {
                if mode == "wal" {
                    return Ok(mode);
                }
                connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))
            });
        match mode {
            Ok(mode) if mode == "wal" => return Ok(()),
            Err(cause) if cause.sqlite_error_code() != Some(ErrorCode::DatabaseBusy) => {
                return Err(cause);
            }
            Ok(_) if began.elapsed() > BUSY_TIMEOUT => {
                return Err(rusqlite::Error::SqliteFailure(
                    rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY),
                    None,
                ));
            }
            Err(cause) if began.elapsed() > BUSY_TIMEOUT => return Err(cause),
            _ => thread::sleep(Duration::from_millis(5)),
        }
    }
}
