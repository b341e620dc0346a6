//! Where clear secrets rest: the operating system's keychain, and what stands in where there is none.
//!
//! An Integration Passkey is checked by its hash; its clear text is kept only so that the connector page can show it again.
//! [`open`] picks the place: [`Keychain`] where it works, [`SealedFile`] where the operator wants it,
//! nowhere otherwise.
//!
//! What the server signs with is sealed by a key of the installation's own ([`KeyFile`]).
//!
//! To add a place: a file here with a type that implements `PasskeyVault`, a word for it in [`Choice`], an arm in [`open`].
//! No other crate knows the keyring library.

mod choice;
mod key_file;
mod keychain;
mod passphrase;
mod seal;
mod sealed_file;
mod system_entries;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use latchkey_app::ports::entropy::Entropy;
use latchkey_app::ports::vault::{PasskeyVault, ShownOnce, VaultError};

pub use choice::{Choice, UnknownChoice};
pub use key_file::{KEY_FILE, KeyFile};
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
            let passphrase = passphrase::find(wish.passphrase_file.as_deref())?.ok_or_else(|| {
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

/// The place for the desktop app's own sessions: apart from every installation's passkeys, and in the keychain or nowhere.
pub fn for_app_sessions() -> Box<dyn PasskeyVault> {
    Box::new(KeychainWhereItWorks::new(Keychain::of_this_system(
        Path::new("app sessions"),
    )))
}
