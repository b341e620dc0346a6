//! The machine that an installation lies on: its folder, its disk, its backups.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Why a backup was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BackupKind {
    /// Latchkey made it by itself. These alone are taken away when there are enough.
    Daily,
    /// Somebody asked for it.
    OnDemand,
    /// Before a newer program changed the database.
    BeforeUpgrade,
}

impl BackupKind {
    /// The word in JSON and in a file's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Daily => "daily",
            Self::OnDemand => "on_demand",
            Self::BeforeUpgrade => "before_upgrade",
        }
    }
}

/// A backup that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupFile {
    /// Its name in the folder of backups.
    pub file: String,
    /// When it was made.
    pub at: Timestamp,
    /// How large it is.
    pub bytes: u64,
    /// What it says of itself.
    pub kind: Option<BackupKind>,
    /// Whether a passphrase is needed to read it.
    pub encrypted: bool,
    /// Whether it was read again and found whole after it was written. Not so of a file of an earlier version, and of one whose
    /// beginning cannot be read.
    pub checked: bool,
}

/// A backup that is to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewBackup {
    /// Its name in the folder of backups; one that is there is never written over.
    pub file: String,
    /// Why.
    pub kind: BackupKind,
    /// Now.
    pub at: Timestamp,
}

/// Why a backup was not made, or the folder not read: a sentence.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{0}")]
pub struct HostFault(pub String);

/// The machine.
pub trait Host: Send + Sync {
    /// Where the data lies.
    fn data_dir(&self) -> String;
    /// How large the database is, in bytes.
    fn database_bytes(&self) -> u64;
    /// How much room is left on its disk, in bytes, where the system says so.
    fn free_bytes(&self) -> Option<u64>;
    /// The backups in the data folder, the newest first.
    fn backups(&self) -> Result<Vec<BackupFile>, HostFault>;
    /// Makes one, and reads it again. May take as long as reading everything some times.
    fn back_up(&self, backup: &NewBackup) -> Result<BackupFile, HostFault>;
    /// Takes one away.
    fn remove_backup(&self, file: &str) -> Result<(), HostFault>;
    /// Whether new ones are encrypted.
    fn encrypts_backups(&self) -> bool;
}
