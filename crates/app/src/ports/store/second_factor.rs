//! What second factors people have.

use jiff::Timestamp;
use latchkey_domain::second_factor::{Credential, SealedTotp};

use super::StoreError;

/// An Admin or EnterpriseAdmin with a local password alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdminWithoutSecondFactor {
    /// Their id.
    pub id: String,
    /// Their name.
    pub name: String,
}

/// Reads.
pub trait SecondFactorReads {
    /// A person's authenticator app.
    fn totp_of(&self, user_id: &str) -> Result<Option<SealedTotp>, StoreError>;
    /// A person's passkeys, the oldest first.
    fn credentials_of(&self, user_id: &str) -> Result<Vec<Credential>, StoreError>;
    /// How many recovery codes a person has left.
    fn count_recovery_codes(&self, user_id: &str) -> Result<u64, StoreError>;
    /// Whether a person has this recovery code.
    fn has_recovery_code(&self, user_id: &str, hash: &[u8; 32]) -> Result<bool, StoreError>;
    /// Whether a person has an authenticator app or a passkey.
    fn has_second_factor(&self, user_id: &str) -> Result<bool, StoreError>;
    /// Active Admins and EnterpriseAdmins with a local password and neither, by name.
    fn admins_without_second_factor(&self) -> Result<Vec<AdminWithoutSecondFactor>, StoreError>;
}

/// Writes.
pub trait SecondFactorWrites {
    /// Sets a person's authenticator app, in place of an earlier one.
    fn put_totp(&mut self, totp: &SealedTotp) -> Result<(), StoreError>;
    /// Takes the code of these 30 seconds; false if that one or a later one was taken already.
    fn use_totp_step(
        &mut self,
        user_id: &str,
        step: u64,
        at: Timestamp,
    ) -> Result<bool, StoreError>;
    /// Takes a person's authenticator app away; false if there was none.
    fn remove_totp_of(&mut self, user_id: &str) -> Result<bool, StoreError>;
    /// Adds a passkey; `StoreError::Taken` if it belongs to someone already.
    fn add_credential(&mut self, credential: &Credential) -> Result<(), StoreError>;
    /// Gives a person's passkey another name; false if there is none of this id.
    fn rename_credential(
        &mut self,
        user_id: &str,
        id: &str,
        name: &str,
    ) -> Result<bool, StoreError>;
    /// Notes a use: what is known of it now, and its count. False if there is none of this id, or the count is not
    /// beyond the one that is known (WebAuthn §7.2, step 22).
    fn use_credential(
        &mut self,
        id: &str,
        document: &str,
        counter: u32,
        at: Timestamp,
    ) -> Result<bool, StoreError>;
    /// Takes one of a person's passkeys away; false if there was none of this id.
    fn remove_credential(&mut self, user_id: &str, id: &str) -> Result<bool, StoreError>;
    /// Takes all of a person's passkeys away; gives back how many there were.
    fn remove_credentials_of(&mut self, user_id: &str) -> Result<u64, StoreError>;
    /// Sets a person's recovery codes, by their hashes; earlier ones are worth nothing any more.
    fn put_recovery_codes(&mut self, user_id: &str, hashes: &[[u8; 32]]) -> Result<(), StoreError>;
    /// Spends a recovery code; false if the person has none such.
    fn use_recovery_code(&mut self, user_id: &str, hash: &[u8; 32]) -> Result<bool, StoreError>;
}
