//! The data folder: everything of an installation lies in it, and nobody but its owner may look.
//!
//! One process serves it, which a lock on `latchkey.lock` says. The lock goes with the process, however it ends, so
//! that a crash leaves nothing to clean up. The file holds the process's id, for the sentence that a second one gets.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process;
use std::thread;
use std::time::Duration;

const LOCK_FILE: &str = "latchkey.lock";
const BACKUPS: &str = "backups";

/// Whoever only asks whether a folder is served holds the lock for a moment; a process that starts to serve in this
/// moment tries again.
const TRIES: u32 = 10;
const BETWEEN_TRIES: Duration = Duration::from_millis(10);

/// Why a folder is not used.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// Others than the owner could read it.
    #[error(
        "others on this machine can look into the data folder {path} (its mode is {mode:03o}); nothing was changed: \
         run \"chmod 700 {path}\", or name another folder with --data-dir"
    )]
    OpenToOthers {
        /// Which folder.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// There is a file of that name.
    #[error("{0} is not a folder; nothing was changed: name a folder with --data-dir")]
    NotAFolder(PathBuf),
    /// Another process serves it.
    #[error(
        "another Latchkey{} serves the data folder {path} already; stop that one first, or name another folder with \
         --data-dir",
        holder.map(|id| format!(" (process {id})")).unwrap_or_default()
    )]
    Served {
        /// Which folder.
        path: PathBuf,
        /// The process that serves it, if it could be read.
        holder: Option<u32>,
    },
    /// The system did not allow it.
    #[error("the data folder could not be used, at {path}: {cause}")]
    File {
        /// Which file or folder.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
}

/// A folder that was found fit, or made so.
#[derive(Clone, Debug)]
pub struct DataFolder {
    path: PathBuf,
}

impl DataFolder {
    /// Makes the folder, and `backups` in it, with mode 0700, or takes the one that is there. One that is empty is
    /// closed to others; one that is not and is open to others is refused, for they may have read it already.
    pub fn open(path: &Path) -> Result<Self, FolderError> {
        let path = std::path::absolute(path).map_err(at(path))?;
        if !path.exists() {
            make(&path)?;
        }
        if !fs::metadata(&path).map_err(at(&path))?.is_dir() {
            return Err(FolderError::NotAFolder(path));
        }
        close_to_others(&path)?;
        let folder = Self { path };
        let backups = folder.backups();
        if !backups.exists() {
            make(&backups)?;
        }
        Ok(folder)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where backups lie.
    pub fn backups(&self) -> PathBuf {
        self.path.join(BACKUPS)
    }

    /// Says that this process serves the folder, until the lock is dropped.
    pub fn serve_lock(&self) -> Result<ServeLock, FolderError> {
        let path = self.path.join(LOCK_FILE);
        let mut file = open_private(&path).map_err(at(&path))?;
        for tried in 1.. {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if tried < TRIES => thread::sleep(BETWEEN_TRIES),
                Err(TryLockError::WouldBlock) => {
                    return Err(FolderError::Served {
                        path: self.path.clone(),
                        holder: holder(&mut file),
                    });
                }
                Err(TryLockError::Error(cause)) => return Err(at(&path)(cause)),
            }
        }
        let written = file
            .set_len(0)
            .and_then(|()| writeln!(file, "{}", process::id()))
            .and_then(|()| file.flush());
        written.map_err(at(&path))?;
        Ok(ServeLock { file })
    }

    /// Whether a process serves the folder now.
    pub fn is_served(&self) -> Result<bool, FolderError> {
        let path = self.path.join(LOCK_FILE);
        if !path.exists() {
            return Ok(false);
        }
        let file = open_private(&path).map_err(at(&path))?;
        match file.try_lock_shared() {
            Ok(()) => Ok(false),
            Err(TryLockError::WouldBlock) => Ok(true),
            Err(TryLockError::Error(cause)) => Err(at(&path)(cause)),
        }
    }
}

/// Held by the process that serves a folder.
#[derive(Debug)]
pub struct ServeLock {
    file: File,
}

impl Drop for ServeLock {
    fn drop(&mut self) {
        // The file stays, for a second process may have it open; only what it says is taken back.
        let _ = self.file.set_len(0);
        let _ = self.file.unlock();
    }
}

fn at(path: &Path) -> impl FnOnce(std::io::Error) -> FolderError {
    let path = path.to_owned();
    move |cause| FolderError::File { path, cause }
}

/// The process id that the lock's holder wrote.
fn holder(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.take(16).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

/// Makes a folder, and those above it that are missing, for the owner alone.
fn make(path: &Path) -> Result<(), FolderError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(path).map_err(at(path))
}

fn open_private(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}

#[cfg(unix)]
fn close_to_others(path: &Path) -> Result<(), FolderError> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = fs::metadata(path).map_err(at(path))?.permissions().mode() & 0o777;
    if !lets_others_in(mode) {
        return Ok(());
    }
    let open = || FolderError::OpenToOthers {
        path: path.to_owned(),
        mode,
    };
    if fs::read_dir(path).map_err(at(path))?.next().is_some() {
        return Err(open());
    }
    // Someone else's folder cannot be closed, and is none to keep secrets in.
    fs::set_permissions(path, fs::Permissions::from_mode(0o700)).map_err(|_| open())
}

/// Whether the group or everyone may do anything with it.
#[cfg(unix)]
pub(crate) fn lets_others_in(mode: u32) -> bool {
    mode & 0o077 != 0
}

/// Folders of a Windows profile are closed to other users by what they inherit.
#[cfg(not(unix))]
fn close_to_others(_: &Path) -> Result<(), FolderError> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn a_folder_with_something_in_it_that_others_can_read_is_refused() {
        let scratch = tempfile::tempdir().unwrap();
        let path = scratch.path().join("data");
        fs::create_dir(&path).unwrap();
        fs::write(path.join("note"), "x").unwrap();
        for open in [0o755, 0o750, 0o701] {
            set_mode(&path, open);
            let refused = DataFolder::open(&path).unwrap_err().to_string();
            assert!(
                refused.contains(&format!("chmod 700 {}", path.display())),
                "{refused}"
            );
            assert_eq!(mode(&path), open);
            assert!(!path.join(BACKUPS).exists());
        }
    }

    #[test]
    fn a_file_is_no_folder() {
        let scratch = tempfile::tempdir().unwrap();
        let path = scratch.path().join("data");
        fs::write(&path, "x").unwrap();
        assert!(matches!(
            DataFolder::open(&path),
            Err(FolderError::NotAFolder(_))
        ));
    }

    #[test]
    fn a_second_process_hears_who_serves() {
        let scratch = tempfile::tempdir().unwrap();
        let folder = DataFolder::open(&scratch.path().join("data")).unwrap();
        let _lock = folder.serve_lock().unwrap();
        let refused = folder.serve_lock().unwrap_err().to_string();
        assert!(
            refused.contains(&format!("(process {})", process::id())),
            "{refused}"
        );
        assert!(folder.is_served().unwrap());
    }

    #[test]
    fn the_lock_goes_with_its_holder() {
        let scratch = tempfile::tempdir().unwrap();
        let folder = DataFolder::open(&scratch.path().join("data")).unwrap();
        assert!(!folder.is_served().unwrap());
        drop(folder.serve_lock().unwrap());
        assert!(!folder.is_served().unwrap());
        folder.serve_lock().unwrap();
    }

    #[test]
    fn a_new_folder_is_made_with_its_parents_for_the_owner_alone() {
        let scratch = tempfile::tempdir().unwrap();
        let path = scratch.path().join("above").join("data");
        let folder = DataFolder::open(&path).unwrap();
        assert_eq!(mode(&path), 0o700);
        assert_eq!(mode(&scratch.path().join("above")), 0o700);
        assert_eq!(mode(&folder.backups()), 0o700);
        drop(folder.serve_lock().unwrap());
        assert_eq!(mode(&path.join(LOCK_FILE)), 0o600);
        DataFolder::open(&path).unwrap();
    }

    #[test]
    fn an_empty_folder_is_taken_and_closed() {
        let scratch = tempfile::tempdir().unwrap();
        let path = scratch.path().join("data");
        fs::create_dir(&path).unwrap();
        set_mode(&path, 0o755);
        DataFolder::open(&path).unwrap();
        assert_eq!(mode(&path), 0o700);
    }
}
