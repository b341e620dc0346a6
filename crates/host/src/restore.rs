//! An installation made of a backup: in a folder that has none, or in the place of the one that is there, which is kept.
//!
//! The backup is taken out, looked through and made ready beside its place. Only then is anything moved, and what was moved is
//! moved back when the next step fails.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use jiff::Timestamp;
use latchkey_app::ports::vault::ShownOnce;
use latchkey_domain::organization::Organization;
use latchkey_store_sqlite::{DATABASE_FILE, DataFolder, SqliteStore};
use secrecy::SecretString;

use crate::backup::{self, Taken, Unfinished, clear_unfinished};
use crate::installation::{self, absolute, refuse_strange};

/// What is to be done.
pub struct Restoring<'a> {
    /// The backup.
    pub file: &'a Path,
    /// The folder.
    pub data_dir: &'a Path,
    /// Whether the installation that is there may be replaced.
    pub replace: bool,
    /// For an encrypted one.
    pub passphrase: Option<&'a SecretString>,
    /// Now.
    pub at: Timestamp,
}

/// What was done.
pub struct Restored {
    /// Whose installation it is.
    pub organization: Organization,
    /// Where it is.
    pub folder: PathBuf,
    /// How many sessions of then ended.
    pub sessions_ended: u64,
    /// When the backup was made, where it says so.
    pub made_at: Option<Timestamp>,
    /// Where what was there is kept.
    pub replaced: Option<PathBuf>,
}

/// Restores. Where it fails, the folder is as it was.
pub async fn restore(restoring: &Restoring<'_>) -> anyhow::Result<Restored> {
    let target = absolute(restoring.data_dir)?;
    let file = absolute(restoring.file)?;
    let holds_one = target.join(DATABASE_FILE).exists();
    if holds_one && !restoring.replace {
        bail!(
            "The data folder {} holds an installation already. Nothing was changed. Name a new folder with --data-dir, \
             or say --replace: what is there is then kept in its folder \"backups\".",
            target.display()
        );
    }
    if !file.is_file() {
        bail!(
            "There is no file {}. Nothing was changed. Name what \"latchkey backup\" made.",
            file.display()
        );
    }
    refuse_strange(&target)?;
    let folder = DataFolder::open(&target)?;
    // Nobody may serve what is half there.
    let _lock = folder.serve_lock()?;
    clear_unfinished(folder.path());
    let beside = Unfinished::within(folder.path())
        .context("the data folder could not be written to. Nothing was changed")?;
    let copy = beside.file(DATABASE_FILE);
    let taken = backup::unpack(&file, &copy, restoring.passphrase)?;
    let made_at = match &taken {
        Taken::Backup(header) => Some(header.at),
        Taken::Database => None,
    };
    let (organization, sessions_ended) = make_ready(&file, &folder, beside.path(), made_at).await?;
    let replaced = put_in_place(&copy, &folder, restoring.at)?;
    Ok(Restored {
        organization,
        folder: folder.path().to_owned(),
        sessions_ended,
        made_at,
        replaced,
    })
}

/// Looks whether the copy is whole, brings it up to date and ends what was under way in it.
async fn make_ready(
    file: &Path,
    folder: &DataFolder,
    beside: &Path,
    made_at: Option<Timestamp>,
) -> anyhow::Result<(Organization, u64)> {
    // Refuses what is not Latchkey's or is newer than this program, and brings an older one up to date.
    let store = SqliteStore::open_existing(beside)
        .with_context(|| format!("{} was not restored", file.display()))?;
    if let Some(fault) = store.check().into_iter().find(|finding| finding.fault) {
        bail!(
            "{} is damaged and was not restored: {} Use another backup.",
            file.display(),
            fault.text
        );
    }
    let app = installation::app(folder, &store, Arc::new(ShownOnce), None);
    let organization = app.organization()?;
    let from = match made_at {
        Some(at) => format!(
            "Restored from a backup of {}.",
            at.strftime("%-d %B %Y, %H:%M UTC")
        ),
        None => "Restored from a copy of the database.".to_owned(),
    };
    let ended = app.was_restored(from).await?;
    store.empty_log()?;
    drop(app);
    drop(store);
    // A copy whose log is still needed must not be parted from it.
    let log = beside.join(format!("{DATABASE_FILE}-wal"));
    if fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
        bail!(
            "The copy of {} could not be closed cleanly. Nothing was changed. Run this again.",
            file.display()
        );
    }
    File::open(beside.join(DATABASE_FILE))?.sync_all()?;
    Ok((organization, ended))
}

/// Moves what is there into the folder of backups and the copy into its place. The database goes first and comes last, so that
/// there never is one beside a log that is not its own.
fn put_in_place(
    copy: &Path,
    folder: &DataFolder,
    at: Timestamp,
) -> anyhow::Result<Option<PathBuf>> {
    let place = folder.path().join(DATABASE_FILE);
    let kept = place.exists().then(|| {
        let time = at.strftime("%Y-%m-%dT%H%M%SZ");
        folder.backups().join(format!("replaced-{time}"))
    });
    let mut moved = Vec::new();
    let done = move_all(copy, &place, kept.as_deref(), &mut moved);
    if let Err(cause) = done {
        for (from, to) in moved.iter().rev() {
            if let Err(fault) = fs::rename(to, from) {
                bail!(
                    "The copy could not be put into its place ({cause}), and {} could not be moved back ({fault}). It is whole: \
                     move what is in {} back to {} by hand.",
                    to.display(),
                    kept.unwrap_or_default().display(),
                    folder.path().display()
                );
            }
        }
        if let Some(kept) = &kept {
            let _ = fs::remove_dir(kept);
        }
        return Err(anyhow::Error::new(cause)
            .context("the copy could not be put into its place. Nothing was changed"));
    }
    Ok(kept)
}

fn move_all(
    copy: &Path,
    place: &Path,
    kept: Option<&Path>,
    moved: &mut Vec<(PathBuf, PathBuf)>,
) -> io::Result<()> {
    if let Some(kept) = kept {
        make_private(kept)?;
        for ending in ["", "-wal", "-shm"] {
            let name = format!("{DATABASE_FILE}{ending}");
            let (from, to) = (place.with_file_name(&name), kept.join(&name));
            if from.exists() {
                fs::rename(&from, &to)?;
                moved.push((from, to));
            }
        }
        backup::sync_folder(&kept.join(DATABASE_FILE))?;
        backup::sync_folder(place)?;
    }
    fs::rename(copy, place)?;
    backup::sync_folder(place)
}

fn make_private(folder: &Path) -> io::Result<()> {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "only Unix has a mode"))]
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_put_into_its_place_leaves_everything_where_it_was() {
        let scratch = tempfile::tempdir().unwrap();
        let folder = DataFolder::open(&scratch.path().join("data")).unwrap();
        let place = folder.path().join(DATABASE_FILE);
        let log = folder.path().join(format!("{DATABASE_FILE}-wal"));
        fs::write(&place, "database").unwrap();
        fs::write(&log, "log").unwrap();
        let failed = put_in_place(
            &scratch.path().join("no copy"),
            &folder,
            Timestamp::UNIX_EPOCH,
        );
        assert!(
            failed
                .unwrap_err()
                .to_string()
                .contains("Nothing was changed")
        );
        assert_eq!(fs::read(&place).unwrap(), b"database");
        assert_eq!(fs::read(&log).unwrap(), b"log");
        assert_eq!(fs::read_dir(folder.backups()).unwrap().count(), 0);
    }

    #[test]
    fn what_was_there_is_kept_with_its_log() {
        let scratch = tempfile::tempdir().unwrap();
        let folder = DataFolder::open(&scratch.path().join("data")).unwrap();
        let place = folder.path().join(DATABASE_FILE);
        fs::write(&place, "old").unwrap();
        fs::write(folder.path().join("latchkey.db-wal"), "log").unwrap();
        let copy = folder.path().join("copy");
        fs::write(&copy, "new").unwrap();
        let kept = put_in_place(&copy, &folder, Timestamp::UNIX_EPOCH)
            .unwrap()
            .unwrap();
        assert_eq!(kept, folder.backups().join("replaced-1970-01-01T000000Z"));
        assert_eq!(fs::read(kept.join(DATABASE_FILE)).unwrap(), b"old");
        assert_eq!(fs::read(kept.join("latchkey.db-wal")).unwrap(), b"log");
        assert_eq!(fs::read(&place).unwrap(), b"new");
        assert!(!folder.path().join("latchkey.db-wal").exists());
    }
}
