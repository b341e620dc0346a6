//! Where a backup is made, or unpacked, before it is put into its place: a folder that a crash leaves behind, and that the next
//! start takes away.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

const PREFIX: &str = ".unfinished-";
const LOCK: &str = "lock";

/// Such a folder, for the owner alone, until it is dropped. Its lock says that somebody works in it.
pub struct Unfinished {
    _lock: File,
    folder: tempfile::TempDir,
}

impl Unfinished {
    /// A new one.
    pub fn within(folder: &Path) -> io::Result<Self> {
        let made = tempfile::Builder::new().prefix(PREFIX).tempdir_in(folder)?;
        let lock = File::create(made.path().join(LOCK))?;
        lock.lock()?;
        Ok(Self {
            _lock: lock,
            folder: made,
        })
    }

    /// A file in it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Whether a name is of such a folder.
pub fn is_unfinished(name: &OsStr) -> bool {
    name.to_string_lossy().starts_with(PREFIX)
}

/// Takes away what nobody works in. What cannot be taken away is left; the next start tries again.
pub fn clear_unfinished(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let is_one =
            is_unfinished(&entry.file_name()) && entry.file_type().is_ok_and(|kind| kind.is_dir());
        // One without a lock was begun this moment, or its maker ended in that moment: the lock is made by whoever looks.
        if is_one
            && File::create(entry.path().join(LOCK)).is_ok_and(|lock| lock.try_lock().is_ok())
            && let Err(fault) = fs::remove_dir_all(entry.path())
        {
            tracing::warn!(%fault, "what a crash left of a backup could not be taken away");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_worked_in_and_what_is_somebodys_own_stays() {
        let folder = tempfile::tempdir().unwrap();
        let left = folder.path().join(".unfinished-left");
        fs::create_dir(&left).unwrap();
        fs::write(left.join("latchkey.db"), "half").unwrap();
        fs::create_dir(folder.path().join("own")).unwrap();
        fs::write(folder.path().join(".unfinished-note"), "x").unwrap();
        let worked_in = Unfinished::within(folder.path()).unwrap();
        clear_unfinished(folder.path());
        assert!(!left.exists());
        assert!(worked_in.path().exists());
        assert!(folder.path().join("own").exists());
        assert!(folder.path().join(".unfinished-note").exists());
    }
}
