//! Where the clear text of a passkey rests (product rule 8).

use secrecy::SecretString;

/// Keeps the clear text of a passkey, so that the connector page can show it again.
///
/// A call may wait some seconds, for a person who unlocks a keychain: the use cases ask on a thread that may block.
pub trait PasskeyVault: Send + Sync {
    /// Puts `secret` under `id`; `Ok(false)` when this machine has nowhere to keep it, so that it is shown once.
    fn keep(&self, id: &str, secret: &SecretString) -> Result<bool, VaultError>;
    /// What was put under `id`, if it is (still) there.
    fn reveal(&self, id: &str) -> Result<Option<SecretString>, VaultError>;
    /// Takes it away; nothing there is fine.
    fn forget(&self, id: &str) -> Result<(), VaultError>;
    /// Where that is.
    fn place(&self) -> Place;
}

/// Where clear passkeys rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The system's keychain.
    Keychain,
    /// A file in the data folder that a passphrase opens.
    File,
    /// Nowhere: a passkey is shown once.
    Nowhere,
}

impl Place {
    /// The word in JSON, the same as for `--passkey-store`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Keychain => "keychain",
            Self::File => "file",
            Self::Nowhere => "once",
        }
    }
}

/// Why the clear text could not be kept, read or taken away: a sentence.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{0}")]
pub struct VaultError(pub String);

/// Keeps nothing: a passkey is shown once.
#[derive(Clone, Copy, Debug, Default)]
pub struct ShownOnce;

impl PasskeyVault for ShownOnce {
    fn keep(&self, _: &str, _: &SecretString) -> Result<bool, VaultError> {
        Ok(false)
    }

    fn reveal(&self, _: &str) -> Result<Option<SecretString>, VaultError> {
        Ok(None)
    }

    fn forget(&self, _: &str) -> Result<(), VaultError> {
        Ok(())
    }

    fn place(&self) -> Place {
        Place::Nowhere
    }
}
