//! What seals a secret that the server itself needs in the clear, so that the database alone does not show it.

use secrecy::SecretString;

use super::vault::VaultError;

/// Seals and opens with the installation's own key, which is not in the database.
pub trait Sealing: Send + Sync {
    /// Seals `clear`. It opens under the same `name` only. The key is made when there is none yet.
    fn seal(&self, name: &str, clear: &SecretString) -> Result<Vec<u8>, VaultError>;
    /// Opens what was sealed under `name`.
    fn open(&self, name: &str, sealed: &[u8]) -> Result<SecretString, VaultError>;
}
