//! What `SQLite` says, in the words of the store.

use std::path::PathBuf;

use latchkey_app::ports::store::StoreError;
use rusqlite::ErrorCode;
use rusqlite::ffi::{SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE};

use crate::connection::BUSY_TIMEOUT;

/// Why a database was not opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is none.
    #[error(
        "there is no Latchkey database at {0}; run \"latchkey setup\" first, or name the right folder with --data-dir"
    )]
    Missing(PathBuf),
    /// The file is another program's.
    #[error("{0} is not a Latchkey database; it was left as it is")]
    NotOurs(PathBuf),
    /// The file could not be made or its mode not be set.
    #[error("{path} could not be made ready: {cause}")]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// The write-ahead log was taken away from beside it.
    #[error(
        "{log} is missing, though it was in use when Latchkey ended: it held the latest changes, and the database may not be \
         whole without it. Nothing was changed. Put it back, or restore the latest backup into a new folder with \"latchkey \
         restore FILE --data-dir NEW\". To go on with what {database} holds without it, remove {index}, then run \
         \"latchkey check\""
    )]
    LogMissing {
        /// The database.
        database: PathBuf,
        /// What is missing.
        log: PathBuf,
        /// The file beside it by which this is known.
        index: PathBuf,
    },
    /// What has to be done before an upgrade could not be: the backup could not be made.
    #[error(
        "the database was not brought from version {from} to {to}, for there would be no way back: {cause}. Nothing was \
         changed. Make room in the data folder for a backup as large as the database, then run this again"
    )]
    NotUpgraded {
        /// The version that it has.
        from: u64,
        /// The version that this program needs.
        to: u64,
        /// Why not.
        cause: String,
    },
    /// The database was opened but cannot be used. [`StoreError::Newer`] is here.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Turns `SQLite`'s answer into the store's.
pub(crate) fn fault(cause: &rusqlite::Error) -> StoreError {
    let rusqlite::Error::SqliteFailure(failure, text) = cause else {
        return StoreError::Fault(cause.to_string());
    };
    match failure.code {
        ErrorCode::DiskFull => StoreError::DiskFull,
        // The second is a recovery of the write-ahead log that another process does not come to the end of.
        ErrorCode::DatabaseBusy | ErrorCode::FileLockingProtocolFailed => {
            StoreError::Busy(BUSY_TIMEOUT.as_secs())
        }
        ErrorCode::SystemIoFailure | ErrorCode::ReadOnly | ErrorCode::CannotOpen => {
            StoreError::Disk(cause.to_string())
        }
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => {
            StoreError::Damaged(cause.to_string())
        }
        ErrorCode::ConstraintViolation
            if matches!(
                failure.extended_code,
                SQLITE_CONSTRAINT_UNIQUE | SQLITE_CONSTRAINT_PRIMARYKEY
            ) =>
        {
            StoreError::Taken(taken(text.as_deref().unwrap_or_default()).to_owned())
        }
        _ => StoreError::Fault(cause.to_string()),
    }
}

/// Whether the connection or its disk failed, rather than this one statement's wish.
pub(crate) fn is_of_the_disk(cause: &rusqlite::Error) -> bool {
    matches!(
        cause.sqlite_error_code(),
        Some(
            ErrorCode::DiskFull
                | ErrorCode::DatabaseBusy
                | ErrorCode::FileLockingProtocolFailed
                | ErrorCode::SystemIoFailure
                | ErrorCode::DatabaseCorrupt
                | ErrorCode::NotADatabase
                | ErrorCode::OutOfMemory
                | ErrorCode::CannotOpen
                | ErrorCode::ReadOnly
        )
    )
}

/// The attribute behind `UNIQUE constraint failed: user.email_key`.
fn taken(text: &str) -> &'static str {
    let column = text.rsplit(": ").next().unwrap_or_default();
    match column.split(',').next().unwrap_or_default().trim() {
        "user.user_name_key" => "userName",
        "user.email_key" => "email",
        "user.external_id" => "externalId",
        "user_group.display_name_key" => "displayName",
        binding if binding.starts_with("binding.") => "binding",
        _ => "id",
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::ffi;

    use super::*;

    fn of(code: i32) -> StoreError {
        let cause = rusqlite::Error::SqliteFailure(ffi::Error::new(code), None);
        assert!(is_of_the_disk(&cause), "{code}");
        fault(&cause)
    }

    #[test]
    fn what_lasts_is_told_apart_from_what_one_statement_did() {
        assert!(matches!(of(ffi::SQLITE_FULL), StoreError::DiskFull));
        for code in [
            ffi::SQLITE_IOERR_WRITE,
            ffi::SQLITE_IOERR_FSYNC,
            ffi::SQLITE_IOERR_READ,
            ffi::SQLITE_READONLY,
            ffi::SQLITE_CANTOPEN,
        ] {
            assert!(matches!(of(code), StoreError::Disk(_)), "{code}");
        }
        for code in [
            ffi::SQLITE_BUSY,
            ffi::SQLITE_BUSY_SNAPSHOT,
            ffi::SQLITE_PROTOCOL,
        ] {
            assert!(matches!(of(code), StoreError::Busy(_)), "{code}");
        }
        for code in [ffi::SQLITE_CORRUPT, ffi::SQLITE_NOTADB] {
            assert!(matches!(of(code), StoreError::Damaged(_)), "{code}");
        }
    }
}
