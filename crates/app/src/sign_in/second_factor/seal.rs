//! An authenticator app's secret at rest: locked with a key that argon2id makes of the person's own password. The
//! database alone, or a backup of it, makes no codes.

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use jiff::Timestamp;
use latchkey_domain::second_factor::SealedTotp;
use secrecy::{ExposeSecret as _, SecretBox, SecretString};

use super::totp::TotpSecret;
use crate::App;
use crate::failure::Failure;
use crate::ports::store::StoreError;

/// The key for one salt.
#[derive(Debug)]
pub(crate) struct Sealer {
    salt: [u8; 16],
    key: SecretBox<[u8; 32]>,
}

impl App {
    /// Makes a key of the password, with a salt of its own.
    pub(super) async fn sealer(&self, password: SecretString) -> Result<Sealer, Failure> {
        let salt = self.ports.entropy.bytes();
        let key = self.key_of_password(password, salt).await?;
        Ok(Sealer { salt, key })
    }

    /// Locks a secret.
    pub(super) fn seal(
        &self,
        sealer: &Sealer,
        user_id: &str,
        secret: &TotpSecret,
        last_step: u64,
        now: Timestamp,
    ) -> Result<SealedTotp, Failure> {
        let nonce: [u8; 24] = self.ports.entropy.bytes();
        let locked = cipher(&sealer.key)
            .encrypt(
                &XNonce::from(nonce),
                Payload {
                    msg: secret.expose_secret().as_slice(),
                    aad: user_id.as_bytes(),
                },
            )
            .map_err(|_| StoreError::Fault("a secret could not be locked".into()))?;
        Ok(SealedTotp {
            user_id: user_id.to_owned(),
            salt: sealer.salt,
            nonce,
            sealed: locked,
            last_step,
            added_at: now,
            last_used_at: None,
        })
    }

    /// Locks one with another password; nothing if it does not open with the one before.
    pub(crate) async fn lock_anew(
        &self,
        before: &SealedTotp,
        current: SecretString,
        new: SecretString,
    ) -> Result<Option<SealedTotp>, Failure> {
        let Some(secret) = self.unseal(before, current).await? else {
            return Ok(None);
        };
        let sealer = self.sealer(new).await?;
        let after = self.seal(
            &sealer,
            &before.user_id,
            &secret,
            before.last_step,
            before.added_at,
        )?;
        Ok(Some(after))
    }

    /// Unlocks one with the password that it was locked with; nothing with any other, and for any other person.
    pub(super) async fn unseal(
        &self,
        totp: &SealedTotp,
        password: SecretString,
    ) -> Result<Option<TotpSecret>, Failure> {
        let key = self.key_of_password(password, totp.salt).await?;
        Ok(open(&key, totp))
    }
}

fn cipher(key: &SecretBox<[u8; 32]>) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(key.expose_secret().into())
}

fn open(key: &SecretBox<[u8; 32]>, totp: &SealedTotp) -> Option<TotpSecret> {
    let clear = cipher(key)
        .decrypt(
            &XNonce::from(totp.nonce),
            Payload {
                msg: &totp.sealed,
                aad: totp.user_id.as_bytes(),
            },
        )
        .ok()?;
    // Wiped when it goes, like the array that it becomes.
    let clear = secrecy::SecretSlice::from(clear);
    let secret: [u8; 20] = clear.expose_secret().try_into().ok()?;
    Some(TotpSecret::new(Box::new(secret)))
}
