//! The installation's own key, in a file in the data folder: what the server needs in the clear while nobody is there to unlock
//! anything is sealed with it, so that the database alone, or a backup of it, does not show it.
//!
//! Whoever reads the whole folder reads both; the folder is its owner's alone.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use latchkey_app::ports::entropy::Entropy;
use latchkey_app::ports::sealing::Sealing;
use latchkey_app::ports::vault::VaultError;
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret as _, SecretBox, SecretString};

/// The file, in the data folder.
pub const KEY_FILE: &str = "sealing.key";
/// Its bytes.
const KEY: usize = 32;
/// What stands before each sealed text.
const NONCE: usize = 24;

/// A key in a file.
pub struct KeyFile {
    path: PathBuf,
    entropy: Arc<dyn Entropy>,
}

impl KeyFile {
    /// The one in `data_dir`, which is made when something is first sealed.
    pub fn in_data_folder(data_dir: &Path, entropy: Arc<dyn Entropy>) -> Self {
        Self {
            path: data_dir.join(KEY_FILE),
            entropy,
        }
    }

    fn read(&self) -> Result<Option<SecretBox<[u8; KEY]>>, VaultError> {
        let mut file = match File::open(&self.path) {
            Ok(file) => file,
            Err(failure) if failure.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(failure) => return Err(self.failed("read", &failure)),
        };
        self.refuse_open(&file)?;
        let mut bytes = Zeroizing::new(Vec::with_capacity(KEY + 1));
        file.by_ref()
            .take(KEY as u64 + 1)
            .read_to_end(&mut bytes)
            .map_err(|failure| self.failed("read", &failure))?;
        if bytes.len() != KEY {
            return Err(VaultError(format!(
                "{} is not what Latchkey writes. Bring back the one that belongs to this installation, or move it away and \
                 rotate the secret of each webhook.",
                self.path.display()
            )));
        }
        Ok(Some(SecretBox::init_with_mut(|key: &mut [u8; KEY]| {
            key.copy_from_slice(&bytes);
        })))
    }

    /// Reads it, or makes it: beside its place and then linked there, so that of two processes one makes it and nobody reads
    /// half of it.
    fn read_or_make(&self) -> Result<SecretBox<[u8; KEY]>, VaultError> {
        if let Some(key) = self.read()? {
            return Ok(key);
        }
        let made = self.make();
        // Another process may have been the first.
        match self.read()? {
            Some(key) => Ok(key),
            None => Err(made.err().map_or_else(
                || VaultError(format!("{} is gone again.", self.path.display())),
                |failure| self.failed("made", &failure),
            )),
        }
    }

    fn make(&self) -> io::Result<()> {
        let tag: [u8; 8] = self.entropy.bytes();
        let unfinished = self
            .path
            .with_extension(format!("{:016x}.unfinished", u64::from_ne_bytes(tag)));
        let written = self.write(&unfinished);
        let linked = written.and_then(|()| fs::hard_link(&unfinished, &self.path));
        let removed = fs::remove_file(&unfinished);
        linked?;
        removed?;
        #[cfg(unix)]
        if let Some(folder) = self.path.parent() {
            File::open(folder)?.sync_all()?;
        }
        Ok(())
    }

    fn write(&self, path: &Path) -> io::Result<()> {
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        let mut file = options.open(path)?;
        let key = Zeroizing::new(self.entropy.bytes::<KEY>());
        file.write_all(&*key)?;
        file.sync_all()
    }

    #[cfg(unix)]
    fn refuse_open(&self, file: &File) -> Result<(), VaultError> {
        use std::os::unix::fs::MetadataExt as _;
        let metadata = file
            .metadata()
            .map_err(|failure| self.failed("read", &failure))?;
        if latchkey_domain::private_file::is_open_to_others(metadata.mode(), metadata.uid()) {
            return Err(VaultError(format!(
                "{path} can be read by others on this machine. Run \"chmod 600 {path}\", and rotate the secret of each \
                 webhook.",
                path = self.path.display()
            )));
        }
        Ok(())
    }

    #[cfg(not(unix))]
    #[expect(
        clippy::unused_self,
        clippy::unnecessary_wraps,
        reason = "elsewhere the folder alone decides"
    )]
    fn refuse_open(&self, _: &File) -> Result<(), VaultError> {
        Ok(())
    }

    fn failed(&self, what: &str, failure: &io::Error) -> VaultError {
        VaultError(format!(
            "{} could not be {what}: {failure}.",
            self.path.display()
        ))
    }
}

fn cipher(key: &SecretBox<[u8; KEY]>) -> Option<XChaCha20Poly1305> {
    XChaCha20Poly1305::new_from_slice(key.expose_secret()).ok()
}

impl Sealing for KeyFile {
    fn seal(&self, name: &str, clear: &SecretString) -> Result<Vec<u8>, VaultError> {
        let key = self.read_or_make()?;
        let nonce: [u8; NONCE] = self.entropy.bytes();
        let payload = Payload {
            msg: clear.expose_secret().as_bytes(),
            aad: name.as_bytes(),
        };
        let sealed = cipher(&key)
            .and_then(|cipher| cipher.encrypt(&XNonce::from(nonce), payload).ok())
            .ok_or_else(|| VaultError("It could not be sealed.".to_owned()))?;
        Ok([&nonce[..], &sealed].concat())
    }

    fn open(&self, name: &str, sealed: &[u8]) -> Result<SecretString, VaultError> {
        let not_this_key = || {
            VaultError(format!(
                "The signing secret is not opened by {}. Bring back the one that belongs to this database, or rotate the \
                 secret.",
                self.path.display()
            ))
        };
        let key = self.read()?.ok_or_else(|| {
            VaultError(format!(
                "{} is not there, with which the signing secret was sealed. Bring it back, or rotate the secret.",
                self.path.display()
            ))
        })?;
        let (nonce, text) = sealed
            .split_first_chunk::<NONCE>()
            .ok_or_else(not_this_key)?;
        let payload = Payload {
            msg: text,
            aad: name.as_bytes(),
        };
        let clear = cipher(&key)
            .and_then(|cipher| cipher.decrypt(&XNonce::from(*nonce), payload).ok())
            .map(Zeroizing::new)
            .ok_or_else(not_this_key)?;
        let text = std::str::from_utf8(&clear).map_err(|_| not_this_key())?;
        Ok(SecretString::from(text))
    }
}

#[cfg(test)]
mod tests {
    use latchkey_app::ports::entropy::SystemEntropy;

    use super::*;

    fn in_folder(folder: &Path) -> KeyFile {
        KeyFile::in_data_folder(folder, Arc::new(SystemEntropy))
    }

    #[test]
    fn without_its_key_or_with_another_nothing_is_opened() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = in_folder(folder.path());
        let sealed = file.seal("a", &"whsec_x".into()).expect("it is sealed");
        assert!(file.open("b", &sealed).is_err(), "of another name");
        assert!(file.open("a", &sealed[..20]).is_err(), "cut short");
        fs::remove_file(folder.path().join(KEY_FILE)).expect("it is removed");
        let missing = file.open("a", &sealed).expect_err("the key is gone");
        assert!(missing.to_string().contains("is not there"));
        file.seal("a", &"another".into()).expect("a new key");
        assert!(file.open("a", &sealed).is_err(), "another key");
        fs::write(folder.path().join(KEY_FILE), "short").expect("it is written");
        assert!(
            file.seal("a", &"x".into()).is_err(),
            "no key is overwritten"
        );
    }

    #[test]
    fn what_was_sealed_is_opened_by_another_process() {
        let folder = tempfile::tempdir().expect("a folder");
        let sealed = in_folder(folder.path())
            .seal("a", &"whsec_x".into())
            .expect("it is sealed");
        let opened = in_folder(folder.path()).open("a", &sealed);
        assert_eq!(opened.expect("it is opened").expose_secret(), "whsec_x");
        assert!(!sealed.windows(7).any(|part| part == b"whsec_x"));
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_key_that_others_read_is_refused() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let file = in_folder(folder.path());
        let sealed = file.seal("a", &"x".into()).expect("it is sealed");
        let path = folder.path().join(KEY_FILE);
        let mode = fs::metadata(&path)
            .expect("it is there")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).expect("its mode");
        let refused = file.open("a", &sealed).expect_err("others read it");
        assert!(refused.to_string().contains("chmod 600"));
    }
}
