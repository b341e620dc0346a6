//! Passkeys in one file in the data folder, sealed by the operator's passphrase: for machines without a keychain.
//!
//! Whoever has the file, or a backup of the folder, has to guess the passphrase. In the file is a line a passkey: its id, a
//! space, its clear text.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use latchkey_app::ports::entropy::Entropy;
use latchkey_app::ports::vault::{PasskeyVault, Place, VaultError};
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret as _, SecretString};

use crate::seal::{Cost, Key, NotOpened, Sealed};

/// The file, in the data folder.
const FILE: &str = "passkeys.sealed";
/// Held by whoever changes it.
const LOCK: &str = "passkeys.lock";
/// Two passkeys of 43 characters are far from it.
const LARGEST: u64 = 64 * 1024;
/// Where builds before the first release laid passkeys.
const CLEAR_TEXT: &str = "passkeys-in-clear-text";

type Passkeys = BTreeMap<String, SecretString>;

/// Passkeys in a file that a passphrase opens.
pub struct SealedFile {
    data_dir: PathBuf,
    passphrase: SecretString,
    entropy: Arc<dyn Entropy>,
    cost: Cost,
    /// Made once: it is meant to take long.
    key: Mutex<Option<Key>>,
}

impl SealedFile {
    /// The file in `data_dir`. One that is there is opened, so that a wrong passphrase is known at once; one that is not
    /// is made when the first passkey is kept.
    pub fn in_data_folder(
        data_dir: &Path,
        passphrase: SecretString,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, VaultError> {
        Self::with_cost(data_dir, passphrase, entropy, Cost::USUAL)
    }

    fn with_cost(
        data_dir: &Path,
        passphrase: SecretString,
        entropy: Arc<dyn Entropy>,
        cost: Cost,
    ) -> Result<Self, VaultError> {
        let file = Self {
            data_dir: data_dir.to_owned(),
            passphrase,
            entropy,
            cost,
            key: Mutex::default(),
        };
        file.refuse_clear_text()?;
        file.read(&mut file.key())?;
        Ok(file)
    }

    fn refuse_clear_text(&self) -> Result<(), VaultError> {
        let folder = self.data_dir.join(CLEAR_TEXT);
        if !folder.exists() {
            return Ok(());
        }
        Err(VaultError(format!(
            "{folder} holds passkeys in clear text, as builds before the first release kept them. Nothing was read or \
             changed. Remove that folder, then make a new passkey with \"latchkey connector rotate\": those in it may be in \
             a backup.",
            folder = folder.display()
        )))
    }

    fn path(&self) -> PathBuf {
        self.data_dir.join(FILE)
    }

    fn key(&self) -> MutexGuard<'_, Option<Key>> {
        self.key.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is in it; nothing where it is not there.
    fn read(&self, key: &mut Option<Key>) -> Result<Passkeys, VaultError> {
        let path = self.path();
        let failed = |failure: io::Error| self.failed("read", &failure);
        let mut document = Vec::new();
        match File::open(&path) {
            Ok(file) => file
                .take(LARGEST)
                .read_to_end(&mut document)
                .map_err(failed)?,
            Err(failure) if failure.kind() == io::ErrorKind::NotFound => return Ok(Passkeys::new()),
            Err(failure) => return Err(failed(failure)),
        };
        let sealed = Sealed::read(&document).map_err(|why| self.not_opened(why))?;
        if !key.as_ref().is_some_and(|key| sealed.fits(key)) {
            *key = Some(
                sealed
                    .key(&self.passphrase)
                    .ok_or_else(|| self.not_opened(NotOpened::Broken))?,
            );
        }
        let text = match key {
            Some(key) => sealed.open(key).map_err(|why| self.not_opened(why))?,
            None => return Err(self.not_opened(NotOpened::Broken)),
        };
        read_lines(&text).ok_or_else(|| self.not_opened(NotOpened::Broken))
    }

    /// Changes what is in it, while nobody else does.
    fn change(&self, change: impl FnOnce(&mut Passkeys) -> bool) -> Result<(), VaultError> {
        let mut key = self.key();
        let lock = open_private(&self.data_dir.join(LOCK), true)
            .and_then(|file| file.lock().map(|()| file))
            .map_err(|failure| self.failed("locked", &failure))?;
        let mut passkeys = self.read(&mut key)?;
        if !change(&mut passkeys) {
            return Ok(());
        }
        if key.is_none() {
            *key = Key::make(&self.passphrase, self.entropy.bytes(), self.cost);
        }
        let document = key
            .as_ref()
            .and_then(|key| key.seal(&write_lines(&passkeys), self.entropy.bytes()))
            .ok_or_else(|| {
                VaultError("The passkeys could not be sealed. Nothing was changed.".to_owned())
            })?;
        self.write(document.as_bytes())
            .map_err(|failure| self.failed("written", &failure))?;
        drop(lock);
        Ok(())
    }

    /// Beside the old one and then in its place, so that there is always a whole one.
    fn write(&self, document: &[u8]) -> io::Result<()> {
        let unfinished = self.data_dir.join(format!("{FILE}.unfinished"));
        match fs::remove_file(&unfinished) {
            Err(failure) if failure.kind() != io::ErrorKind::NotFound => return Err(failure),
            _ => {}
        }
        let mut file = open_private(&unfinished, false)?;
        file.write_all(document)?;
        file.sync_all()?;
        fs::rename(&unfinished, self.path())?;
        // The name is durable with the folder (a folder cannot be opened so everywhere).
        #[cfg(unix)]
        File::open(&self.data_dir)?.sync_all()?;
        Ok(())
    }

    fn failed(&self, what: &str, failure: &io::Error) -> VaultError {
        VaultError(format!(
            "{} could not be {what}: {failure}. Nothing was changed.",
            self.path().display()
        ))
    }

    fn not_opened(&self, why: NotOpened) -> VaultError {
        let path = self.path();
        let path = path.display();
        VaultError(match why {
            NotOpened::WrongPassphrase => format!(
                "The passphrase does not open {path}: it was sealed with another one, or changed by somebody else. Nothing \
                 was changed. Give the passphrase that it was sealed with; where that is lost, move the file away and make \
                 a new passkey with \"latchkey connector rotate\"."
            ),
            NotOpened::Newer => format!(
                "{path} was written by a newer Latchkey. Nothing was changed. Use that program."
            ),
            NotOpened::Broken => format!(
                "{path} is not what Latchkey writes. Nothing was changed. Move it away and make a new passkey with \
                 \"latchkey connector rotate\"."
            ),
        })
    }
}

impl PasskeyVault for SealedFile {
    fn keep(&self, id: &str, secret: &SecretString) -> Result<bool, VaultError> {
        if !is_one_word(id) || secret.expose_secret().contains(['\n', '\r']) {
            return Err(VaultError(
                "A passkey of more than one line, or with such an id, is not kept. Nothing was changed.".to_owned(),
            ));
        }
        self.change(|passkeys| {
            passkeys.insert(id.to_owned(), secret.clone());
            true
        })?;
        Ok(true)
    }

    fn reveal(&self, id: &str) -> Result<Option<SecretString>, VaultError> {
        Ok(self.read(&mut self.key())?.remove(id))
    }

    fn forget(&self, id: &str) -> Result<(), VaultError> {
        self.change(|passkeys| passkeys.remove(id).is_some())
    }

    fn place(&self) -> Place {
        Place::File
    }
}

fn is_one_word(id: &str) -> bool {
    !id.is_empty()
        && id.len() <= 100
        && id
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn read_lines(text: &[u8]) -> Option<Passkeys> {
    let mut passkeys = Passkeys::new();
    for line in std::str::from_utf8(text).ok()?.lines() {
        let (id, secret) = line.split_once(' ')?;
        passkeys.insert(id.to_owned(), SecretString::from(secret));
    }
    Some(passkeys)
}

fn write_lines(passkeys: &Passkeys) -> Zeroizing<Vec<u8>> {
    let long = passkeys
        .iter()
        .map(|(id, secret)| id.len() + secret.expose_secret().len() + 2)
        .sum();
    // All at once: a buffer that grows leaves pieces behind.
    let mut text = Zeroizing::new(Vec::with_capacity(long));
    for (id, secret) in passkeys {
        text.extend_from_slice(id.as_bytes());
        text.push(b' ');
        text.extend_from_slice(secret.expose_secret().as_bytes());
        text.push(b'\n');
    }
    text
}

fn open_private(path: &Path, may_be_there: bool) -> io::Result<File> {
    let mut options = fs::OpenOptions::new();
    options.write(true);
    if may_be_there {
        options.create(true).truncate(false);
    } else {
        options.create_new(true);
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}

#[cfg(test)]
mod tests {
    use latchkey_app::ports::entropy::SystemEntropy;
    use tempfile::TempDir;

    use super::*;

    const ID: &str = "01890a5d-ac96-774b-bcce-b302099a8057";
    const RIGHT: &str = "the right passphrase";

    fn open(folder: &TempDir, passphrase: &str) -> Result<SealedFile, VaultError> {
        SealedFile::with_cost(
            folder.path(),
            passphrase.into(),
            Arc::new(SystemEntropy),
            Cost::LEAST,
        )
    }

    fn folder_with(secret: &str) -> TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        let file = open(&folder, RIGHT).expect("nothing is there yet");
        assert!(file.keep(ID, &secret.into()).expect("it is kept"));
        folder
    }

    fn on_disk(folder: &TempDir) -> Vec<u8> {
        fs::read(folder.path().join(FILE)).expect("the file")
    }

    #[test]
    fn a_wrong_passphrase_says_so_and_changes_nothing() {
        let folder = folder_with("passkey-text");
        let before = on_disk(&folder);
        let refused = open(&folder, "the wrong passphrase")
            .err()
            .expect("refused")
            .0;
        assert!(refused.contains("passphrase does not open"), "{refused}");
        assert!(refused.contains(FILE), "{refused}");
        assert_eq!(on_disk(&folder), before);
    }

    #[test]
    fn another_passphrase_never_writes_over_a_file_that_came_meanwhile() {
        let folder = tempfile::tempdir().expect("a folder");
        let second = open(&folder, "the wrong passphrase").expect("nothing is there yet");
        let first = open(&folder, RIGHT).expect("nothing is there yet");
        first.keep(ID, &"passkey-text".into()).expect("it is kept");
        let before = on_disk(&folder);
        assert!(second.keep("2", &"other".into()).is_err());
        assert!(second.forget(ID).is_err());
        assert_eq!(on_disk(&folder), before);
    }

    #[test]
    fn a_file_of_another_kind_or_cut_short_is_left_alone() {
        let folder = folder_with("passkey-text");
        let whole = on_disk(&folder);
        for broken in [&whole[..whole.len() / 2], b"", b"{}", b"\xff"] {
            fs::write(folder.path().join(FILE), broken).expect("written");
            assert!(open(&folder, RIGHT).is_err());
            assert_eq!(on_disk(&folder), broken);
        }
    }

    #[test]
    fn a_folder_of_passkeys_in_clear_text_is_refused_with_what_to_do() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join(CLEAR_TEXT)).expect("made");
        let refused = open(&folder, RIGHT).err().expect("refused").0;
        assert!(refused.contains("connector rotate"), "{refused}");
    }

    #[test]
    fn a_passkey_of_two_lines_is_not_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = open(&folder, RIGHT).expect("nothing is there yet");
        assert!(file.keep(ID, &"one\ntwo".into()).is_err());
        assert!(file.keep("two words", &"one".into()).is_err());
        assert!(!folder.path().join(FILE).exists());
    }

    #[test]
    fn the_clear_text_is_not_in_the_file_in_any_form() {
        use base64::Engine as _;
        use base64::engine::general_purpose::STANDARD_NO_PAD;
        let secret = "Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4";
        let folder = folder_with(secret);
        let document = String::from_utf8(on_disk(&folder)).expect("JSON");
        assert!(!document.contains(secret));
        assert!(!document.contains(&STANDARD_NO_PAD.encode(secret)));
        assert!(!document.contains(ID));
    }

    #[test]
    fn what_two_processes_keep_is_all_there_and_survives_a_restart() {
        let folder = tempfile::tempdir().expect("a folder");
        let one = open(&folder, RIGHT).expect("nothing is there yet");
        let other = open(&folder, RIGHT).expect("nothing is there yet");
        one.keep("1", &"first".into()).expect("it is kept");
        other.keep("2", &"second".into()).expect("it is kept");
        one.keep("1", &"first again".into()).expect("it is kept");
        let later = open(&folder, RIGHT).expect("it opens");
        let read = |id| {
            later
                .reveal(id)
                .expect("it is read")
                .map(|secret| secret.expose_secret().to_owned())
        };
        assert_eq!(read("1").as_deref(), Some("first again"));
        assert_eq!(read("2").as_deref(), Some("second"));
        one.forget("2").expect("it is taken away");
        one.forget("2").expect("nothing there is fine");
        assert_eq!(read("2"), None);
        assert_eq!(later.place(), Place::File);
    }

    #[cfg(unix)]
    #[test]
    fn its_owner_alone_can_read_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = folder_with("passkey-text");
        for name in [FILE, LOCK] {
            let mode = fs::metadata(folder.path().join(name))
                .expect("it is there")
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
        assert!(!folder.path().join(format!("{FILE}.unfinished")).exists());
    }
}
