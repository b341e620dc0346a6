//! Passkeys in files in the data folder, in clear text: only where the operator chooses it.
//!
//! The folder is 0700 and each file 0600. Whoever can read the owner's files, or a backup of the folder, can read them.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use latchkey_app::ports::vault::{PasskeyVault, Place, VaultError};
use secrecy::{ExposeSecret as _, SecretString};

/// The name says what is in it, for whoever comes across it.
const FOLDER: &str = "passkeys-in-clear-text";
/// A passkey has 43 characters; a longer file was not written by us.
const LONGEST: u64 = 4096;

/// Passkeys in clear text, a file each.
pub struct ClearTextFile {
    folder: PathBuf,
}

impl ClearTextFile {
    /// The folder inside `data_dir`. It is made when the first passkey is kept.
    pub fn in_data_folder(data_dir: &Path) -> Self {
        Self {
            folder: data_dir.join(FOLDER),
        }
    }

    fn path_of(&self, id: &str) -> Result<PathBuf, VaultError> {
        let is_a_name = !id.is_empty()
            && id.len() <= 100
            && id
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if is_a_name {
            Ok(self.folder.join(id))
        } else {
            Err(VaultError(
                "A passkey's id has letters, digits and hyphens only. Nothing was written or read."
                    .to_owned(),
            ))
        }
    }

    fn prepare_folder(&self) -> Result<(), VaultError> {
        match make_private_folder(&self.folder) {
            Ok(()) => {}
            Err(failure) if failure.kind() == io::ErrorKind::AlreadyExists => {}
            Err(failure) => return Err(self.failed("made", &self.folder, &failure)),
        }
        let found = fs::symlink_metadata(&self.folder)
            .map_err(|failure| self.failed("looked at", &self.folder, &failure))?;
        if found.is_dir() && is_private(&found) {
            return Ok(());
        }
        let folder = self.folder.display();
        Err(VaultError(format!(
            "{folder} is no folder that its owner alone can read. Nothing was written. Run \"chmod 700 {folder}\", or remove it."
        )))
    }

    #[expect(
        clippy::unused_self,
        reason = "it reads as a sentence at the place of use"
    )]
    fn failed(&self, what: &str, place: &Path, failure: &io::Error) -> VaultError {
        VaultError(format!(
            "{} could not be {what} ({failure}).",
            place.display()
        ))
    }
}

impl PasskeyVault for ClearTextFile {
    fn keep(&self, id: &str, secret: &SecretString) -> Result<bool, VaultError> {
        let place = self.path_of(id)?;
        self.prepare_folder()?;
        // Written beside and renamed, so that a passkey is there whole or not at all.
        let unfinished = self.folder.join(format!("{id}.unfinished"));
        let written = remove_if_there(&unfinished)
            .and_then(|()| create_private_file(&unfinished))
            .and_then(|mut file| {
                file.write_all(secret.expose_secret().as_bytes())?;
                file.sync_all()
            })
            .and_then(|()| fs::rename(&unfinished, &place));
        written.map_err(|failure| self.failed("written", &place, &failure))?;
        Ok(true)
    }

    fn reveal(&self, id: &str) -> Result<Option<SecretString>, VaultError> {
        let place = self.path_of(id)?;
        let file = match fs::File::open(&place) {
            Ok(file) => file,
            Err(failure) if failure.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(failure) => return Err(self.failed("read", &place, &failure)),
        };
        let mut text = String::new();
        file.take(LONGEST)
            .read_to_string(&mut text)
            .map_err(|failure| self.failed("read", &place, &failure))?;
        Ok(Some(text.into()))
    }

    fn forget(&self, id: &str) -> Result<(), VaultError> {
        let place = self.path_of(id)?;
        remove_if_there(&place).map_err(|failure| self.failed("removed", &place, &failure))
    }

    fn place(&self) -> Place {
        Place::File
    }
}

fn remove_if_there(place: &Path) -> io::Result<()> {
    match fs::remove_file(place) {
        Err(failure) if failure.kind() != io::ErrorKind::NotFound => Err(failure),
        _ => Ok(()),
    }
}

#[cfg(unix)]
fn make_private_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().mode(0o700).create(folder)
}

#[cfg(unix)]
fn create_private_file(place: &Path) -> io::Result<fs::File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(place)
}

#[cfg(unix)]
fn is_private(found: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    found.permissions().mode().trailing_zeros() >= 6
}

// Elsewhere the data folder's own permissions are what keeps others out.
#[cfg(not(unix))]
fn make_private_folder(folder: &Path) -> io::Result<()> {
    fs::DirBuilder::new().create(folder)
}

#[cfg(not(unix))]
fn create_private_file(place: &Path) -> io::Result<fs::File> {
    fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(place)
}

#[cfg(not(unix))]
fn is_private(_: &fs::Metadata) -> bool {
    true
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn mode(place: &Path) -> u32 {
        fs::metadata(place)
            .expect("it is there")
            .permissions()
            .mode()
            & 0o777
    }

    #[test]
    fn an_id_that_leads_elsewhere_is_refused() {
        let data_dir = tempfile::tempdir().expect("a folder");
        let vault = ClearTextFile::in_data_folder(data_dir.path());
        for id in [
            "",
            ".",
            "..",
            "../latchkey.db",
            "a/b",
            "a\0b",
            "a.unfinished",
            &"x".repeat(101),
        ] {
            assert!(vault.keep(id, &"passkey-text".into()).is_err(), "{id}");
            assert!(vault.reveal(id).is_err(), "{id}");
            assert!(vault.forget(id).is_err(), "{id}");
        }
        assert_eq!(
            fs::read_dir(data_dir.path()).expect("the folder").count(),
            0
        );
    }

    #[test]
    fn a_folder_that_others_can_read_is_refused() {
        let data_dir = tempfile::tempdir().expect("a folder");
        let folder = data_dir.path().join(FOLDER);
        fs::create_dir(&folder).expect("made");
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o750)).expect("opened");
        let vault = ClearTextFile::in_data_folder(data_dir.path());
        let failure = vault
            .keep("1", &"passkey-text".into())
            .expect_err("it is refused");
        assert!(failure.0.contains("chmod 700"), "{failure}");
        assert_eq!(fs::read_dir(&folder).expect("the folder").count(), 0);
    }

    #[test]
    fn a_link_in_the_folders_place_is_refused() {
        let data_dir = tempfile::tempdir().expect("a folder");
        let elsewhere = tempfile::tempdir().expect("a folder");
        std::os::unix::fs::symlink(elsewhere.path(), data_dir.path().join(FOLDER)).expect("linked");
        let vault = ClearTextFile::in_data_folder(data_dir.path());
        assert!(vault.keep("1", &"passkey-text".into()).is_err());
        assert_eq!(
            fs::read_dir(elsewhere.path()).expect("the folder").count(),
            0
        );
    }

    #[test]
    fn what_was_never_kept_is_not_there() {
        let data_dir = tempfile::tempdir().expect("a folder");
        let vault = ClearTextFile::in_data_folder(data_dir.path());
        assert!(vault.reveal("1").expect("it is read").is_none());
        vault.forget("1").expect("nothing there is fine");
    }

    #[test]
    fn its_owner_alone_can_read_it_and_it_survives_a_restart() {
        let data_dir = tempfile::tempdir().expect("a folder");
        let id = "01890a5d-ac96-774b-bcce-b302099a8057";
        let vault = ClearTextFile::in_data_folder(data_dir.path());
        assert!(vault.keep(id, &"first".into()).expect("it is kept"));
        assert!(
            vault
                .keep(id, &"passkey-text".into())
                .expect("it is kept again")
        );
        let folder = data_dir.path().join(FOLDER);
        assert_eq!((mode(&folder), mode(&folder.join(id))), (0o700, 0o600));
        assert_eq!(fs::read_dir(&folder).expect("the folder").count(), 1);

        let vault = ClearTextFile::in_data_folder(data_dir.path());
        let read = vault.reveal(id).expect("it is read").expect("it is there");
        assert_eq!(read.expose_secret(), "passkey-text");
        vault.forget(id).expect("it is removed");
        assert!(vault.reveal(id).expect("it is read").is_none());
    }
}
