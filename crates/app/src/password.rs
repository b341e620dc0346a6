//! Local passwords: argon2id, a few at a time, alike for known and unknown accounts.

use std::sync::Arc;

use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use latchkey_domain::{Refusal, RefusalCode};
use secrecy::{ExposeSecret as _, ExposeSecretMut as _, SecretBox, SecretString};
use tokio::sync::Semaphore;

use crate::App;
use crate::failure::Failure;
use crate::ports::store::StoreError;

/// How many are hashed at the same time: each takes 19 MiB and a core.
pub const AT_ONCE: usize = 2;
/// How many of those whose budget is spent (`attempts`), beside them: however many there are, nobody else waits for them.
pub const LATE_AT_ONCE: usize = 1;

/// The least length, in characters (OWASP ASVS 5, 6.2.1).
pub const LEAST: usize = 8;
/// The greatest, so that a hostile one costs nothing.
pub const GREATEST: usize = 1024;

/// OWASP's first choice for argon2id: 19 MiB, two passes, one lane.
fn hasher() -> Argon2<'static> {
    let params = Params::new(19 * 1024, 2, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Refuses a password that is too short or too long, before any work.
pub fn check(password: &SecretString) -> Result<(), Refusal> {
    let length = password.expose_secret().chars().count();
    if length < LEAST {
        return Err(Refusal::new(
            RefusalCode::UnacceptedValue,
            format!("The password has {length} characters. Use at least {LEAST}."),
        ));
    }
    if length > GREATEST {
        return Err(Refusal::new(
            RefusalCode::UnacceptedValue,
            format!("The password has {length} characters. Use at most {GREATEST}."),
        ));
    }
    Ok(())
}

impl App {
    /// Makes the PHC string that is stored.
    pub(crate) async fn hash_password(&self, password: SecretString) -> Result<String, Failure> {
        check(&password)?;
        let salt: [u8; 16] = self.ports.entropy.bytes();
        self.hashing
            .usual
            .run(move || {
                hasher()
                    .hash_password_with_salt(password.expose_secret().as_bytes(), &salt)
                    .map(|hash| hash.to_string())
            })
            .await?
            .map_err(|fault| StoreError::Fault(format!("argon2: {fault}")).into())
    }

    /// Makes a key of the password, for what nobody but its owner may read. Its salt is not that of the stored hash, so
    /// neither tells anything of the other.
    pub(crate) async fn key_of_password(
        &self,
        password: SecretString,
        salt: [u8; 16],
    ) -> Result<SecretBox<[u8; 32]>, Failure> {
        self.hashing
            .usual
            .run(move || {
                let mut key = SecretBox::new(Box::new([0; 32]));
                hasher()
                    .hash_password_into(
                        password.expose_secret().as_bytes(),
                        &salt,
                        key.expose_secret_mut(),
                    )
                    .map(|()| key)
            })
            .await?
            .map_err(|fault| StoreError::Fault(format!("argon2: {fault}")).into())
    }

    /// Whether the password is the one. Without a hash the same work is done, so that an unknown account takes as
    /// long as a known one. Late is one whose budget is spent.
    pub(crate) async fn verify_password(
        &self,
        stored: Option<String>,
        password: SecretString,
        late: bool,
    ) -> Result<bool, Failure> {
        if password.expose_secret().len() > GREATEST * 4 {
            return Ok(false);
        }
        let places = if late {
            &self.hashing.late
        } else {
            &self.hashing.usual
        };
        places
            .run(move || {
                let known = stored.is_some();
                let stored = stored.unwrap_or_else(|| NOBODY.to_owned());
                let matches = PasswordHash::new(&stored).is_ok_and(|hash| {
                    hasher()
                        .verify_password(password.expose_secret().as_bytes(), &hash)
                        .is_ok()
                });
                known && matches
            })
            .await
    }
}

/// Where passwords are hashed.
#[derive(Clone, Debug)]
pub(crate) struct Hashing {
    usual: Lane,
    late: Lane,
}

impl Default for Hashing {
    fn default() -> Self {
        Self {
            usual: Lane::new(AT_ONCE),
            late: Lane::new(LATE_AT_ONCE),
        }
    }
}

/// So many at a time, the others wait.
#[derive(Clone, Debug)]
struct Lane {
    places: Arc<Semaphore>,
}

impl Lane {
    fn new(at_once: usize) -> Self {
        Self {
            places: Arc::new(Semaphore::new(at_once)),
        }
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Failure> {
        let fault = |what: String| Failure::from(StoreError::Fault(what));
        let place = Arc::clone(&self.places)
            .acquire_owned()
            .await
            .map_err(|closed| fault(closed.to_string()))?;
        tokio::task::spawn_blocking(move || {
            // The place goes with the work: whoever asked may have hung up, and the work goes on.
            let _place = place;
            work()
        })
        .await
        .map_err(|panic| fault(panic.to_string()))
    }
}

/// A hash that no password has, with the parameters of a real one.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5LW5vYm9keQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn who_hangs_up_does_not_make_room_for_more() {
        let hashing = Lane::new(AT_ONCE);
        let (go, may_go) = mpsc::channel::<()>();
        let (begun, has_begun) = tokio::sync::oneshot::channel();
        let asking = hashing.run(move || {
            let _ = begun.send(());
            let _ = may_go.recv();
        });
        tokio::select! {
            _ = asking => panic!("it ended by itself"),
            begun = has_begun => begun.unwrap(),
        }
        // The one who asked is gone; the work is not.
        assert_eq!(hashing.places.available_permits(), AT_ONCE - 1);
        go.send(()).unwrap();
        let all = u32::try_from(AT_ONCE).unwrap();
        let _every = hashing.places.acquire_many(all).await.unwrap();
    }
}
