//! The machine that an installation lies on: its folder, its disk, its backups.

use jiff::Timestamp;

/// A backup that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupFile {
    /// Its name in the folder of backups.
    pub file: String,
    /// When it was made.
    pub at: Timestamp,
    /// How large it is.
    pub bytes: u64,
}

/// Why a backup was not made, or the folder not read: a sentence.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{0}")]
pub struct HostFault(pub String);

/// The machine.
pub trait Host: Send + Sync {
    /// Where the data lies.
    fn data_dir(&self) -> String;
    /// How large the database is with its write-ahead log, in bytes.
    fn database_bytes(&self) -> u64;
    /// How large the write-ahead log alone is, in bytes.
    fn log_bytes(&self) -> u64;
    /// How much room is left on its disk, in bytes, where the system says so.
    fn free_bytes(&self) -> Option<u64>;
    /// The backups in the data folder, the newest first.
    fn backups(&self) -> Result<Vec<BackupFile>, HostFault>;
    /// Makes one under this name; one that is there is never written over. May take as long as reading everything.
    fn back_up(&self, file: &str) -> Result<BackupFile, HostFault>;
}
