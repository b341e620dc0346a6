//! Where clear secrets rest: the operating system's keychain, and what stands in where there is none.
//!
//! An Integration Passkey is checked by its hash; its clear text is kept only so that the connector page can show it again.
//! [`open`] picks the place: [`Keychain`] where it works, [`ClearTextFile`] where the operator wants it, nowhere otherwise.
//!
//! To add a place: a file here with a type that implements `PasskeyVault`, a word for it in [`Choice`], an arm in [`open`].
//! No other crate knows the keyring library.

mod choice;
mod file;
mod keychain;
mod system_entries;

use std::path::Path;

use latchkey_app::ports::vault::{PasskeyVault, ShownOnce};

pub use choice::{Choice, UnknownChoice};
pub use file::ClearTextFile;
pub use keychain::{Keychain, KeychainWhereItWorks};

/// The place for passkeys of the installation in `data_dir`.
///
/// Nothing is touched yet: a keychain is tried at its first use, so that a command that needs no passkey asks nobody to
/// unlock anything.
pub fn open(choice: Option<Choice>, data_dir: &Path) -> Box<dyn PasskeyVault> {
    match choice {
        None | Some(Choice::Keychain) => Box::new(KeychainWhereItWorks::new(
            Keychain::of_this_system(data_dir),
        )),
        Some(Choice::File) => Box::new(ClearTextFile::in_data_folder(data_dir)),
        Some(Choice::Once) => Box::new(ShownOnce),
    }
}

/// The place for the desktop app's own sessions: apart from every installation's passkeys, and in the keychain or nowhere.
pub fn for_app_sessions() -> Box<dyn PasskeyVault> {
    Box::new(KeychainWhereItWorks::new(Keychain::of_this_system(
        Path::new("app sessions"),
    )))
}
