//! Where clear secrets rest: the operating system's keychain, and what stands in where there is none.
//!
//! An Integration Passkey is checked by its hash; its clear text is kept only so that the connector page can show it again.
//! [`open`] picks the place: [`Keychain`] where it works, [`SealedFile`] where the operator wants it,
//! nowhere otherwise.
//!
//! [`sealed_stream`] seals what is larger than memory by a passphrase: backups.
//!
//! To add a place: a file here with a type that implements `PasskeyVault`, a word for it in [`Choice`], an arm in [`open`].
//! No other crate knows the keyring library.

mod choice;
mod keychain;
mod passphrase;
mod seal;
mod sealed_file;
pub mod sealed_stream;
mod system_entries;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use latchkey_app::ports::entropy::Entropy;
use latchkey_app::ports::vault::{PasskeyVault, ShownOnce, VaultError};

use secrecy::SecretString;

pub use choice::{Choice, UnknownChoice};
pub use keychain::{Keychain, KeychainWhereItWorks};
pub use sealed_file::SealedFile;

/// What the operator says of where passkeys are to rest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wish {
    /// The place; the keychain where there is one, if nothing is said.
    pub choice: Option<Choice>,
    /// The file that holds the passphrase of the sealed one.
    pub passphrase_file: Option<PathBuf>,
}

impl From<Choice> for Wish {
    fn from(choice: Choice) -> Self {
        Self {
            choice: Some(choice),
            passphrase_file: None,
        }
    }
}

/// The place for passkeys of the installation in `data_dir`.
///
/// A keychain is not touched yet: it is tried at its first use, so that a command that needs no passkey asks nobody to
/// unlock anything. A sealed file is opened, so that a passphrase that is missing or wrong is known before anything is done.
pub fn open(
    wish: &Wish,
    data_dir: &Path,
    entropy: Arc<dyn Entropy>,
) -> Result<Box<dyn PasskeyVault>, VaultError> {
    Ok(match wish.choice {
        None | Some(Choice::Keychain) => Box::new(KeychainWhereItWorks::new(
            Keychain::of_this_system(data_dir),
        )),
        Some(Choice::File) => {
            let passphrase = passphrase::find(&passphrase::OF_PASSKEYS, wish.passphrase_file.as_deref())?.ok_or_else(|| {
                VaultError(format!(
                    "Passkeys rest in a file only under a passphrase, and there is none. Nothing was read or changed. {}",
                    passphrase::how_to_give_one()
                ))
            })?;
            Box::new(SealedFile::in_data_folder(data_dir, passphrase, entropy)?)
        }
        Some(Choice::Once) => Box::new(ShownOnce),
    })
}

/// The variable that names the file with the passphrase of backups.
const BACKUP_PASSPHRASE_FILE: &str = "LATCHKEY_BACKUP_PASSPHRASE_FILE";

/// The passphrase of backups, if there is one: in `file`, else in the file that `LATCHKEY_BACKUP_PASSPHRASE_FILE` names, else
/// the service manager's credential `latchkey-backup-passphrase`, else in `LATCHKEY_BACKUP_PASSPHRASE`.
pub fn backup_passphrase(file: Option<&Path>) -> Result<Option<SecretString>, VaultError> {
    let named = std::env::var_os(BACKUP_PASSPHRASE_FILE).map(PathBuf::from);
    passphrase::find(&passphrase::OF_BACKUPS, file.or(named.as_deref()))
}

/// The place for the desktop app's own sessions: apart from every installation's passkeys, and in the keychain or nowhere.
pub fn for_app_sessions() -> Box<dyn PasskeyVault> {
    Box::new(KeychainWhereItWorks::new(Keychain::of_this_system(
        Path::new("app sessions"),
    )))
}
