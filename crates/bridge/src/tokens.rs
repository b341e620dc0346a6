//! Where the session's token rests: in the system's keychain; in memory alone where there is none, which is said once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use latchkey_app::ports::vault::PasskeyVault;
use secrecy::SecretString;
use tokio::task::spawn_blocking;

/// The tokens of the servers that the app knows, by account.
#[derive(Clone)]
pub struct Tokens {
    keychain: Arc<dyn PasskeyVault>,
    /// What was read or kept in this run; `None` is nobody signed in.
    known: Arc<Mutex<HashMap<String, Option<SecretString>>>>,
}

impl Tokens {
    /// Over the keychain; it is not touched yet.
    pub fn new(keychain: Box<dyn PasskeyVault>) -> Self {
        Self {
            keychain: Arc::from(keychain),
            known: Arc::default(),
        }
    }

    /// The token for `account`, if someone is signed in there.
    pub async fn get(&self, account: &str) -> Option<SecretString> {
        if let Some(known) = self.known().get(account) {
            return known.clone();
        }
        let read = self
            .with_keychain(account, |keychain, account| keychain.reveal(account))
            .await
            .flatten();
        // A sign-in may have come in between, and counts more than what was read.
        self.known()
            .entry(account.to_owned())
            .or_insert(read)
            .clone()
    }

    /// Keeps a token; false when it lives no longer than the app, since there is no keychain.
    pub async fn keep(&self, account: &str, token: SecretString) -> bool {
        self.known().insert(account.to_owned(), Some(token.clone()));
        self.with_keychain(account, move |keychain, account| {
            keychain.keep(account, &token)
        })
        .await
        .unwrap_or(false)
    }

    /// Takes it away: signed out, or the session has ended.
    pub async fn forget(&self, account: &str) {
        let before = self.known().insert(account.to_owned(), None);
        if matches!(before, Some(None)) {
            return;
        }
        self.with_keychain(account, |keychain, account| keychain.forget(account))
            .await;
    }

    /// The keychain may wait for a person, so it gets a thread that may block.
    async fn with_keychain<T: Send + 'static>(
        &self,
        account: &str,
        work: impl FnOnce(&dyn PasskeyVault, &str) -> Result<T, latchkey_app::ports::vault::VaultError>
        + Send
        + 'static,
    ) -> Option<T> {
        let (keychain, account) = (Arc::clone(&self.keychain), account.to_owned());
        match spawn_blocking(move || work(&*keychain, &account)).await {
            Ok(Ok(value)) => Some(value),
            Ok(Err(why)) => {
                tracing::warn!(%why, "the session's token is kept in memory only");
                None
            }
            Err(panicked) => {
                tracing::error!(%panicked, "the keychain could not be asked");
                None
            }
        }
    }

    fn known(&self) -> MutexGuard<'_, HashMap<String, Option<SecretString>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use latchkey_app::ports::vault::{Place, ShownOnce, VaultError};
    use secrecy::ExposeSecret as _;

    /// A keychain in memory that outlives the app.
    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<HashMap<String, SecretString>>>);

    impl PasskeyVault for Kept {
        fn keep(&self, id: &str, secret: &SecretString) -> Result<bool, VaultError> {
            self.0
                .lock()
                .expect("entries")
                .insert(id.to_owned(), secret.clone());
            Ok(true)
        }

        fn reveal(&self, id: &str) -> Result<Option<SecretString>, VaultError> {
            Ok(self.0.lock().expect("entries").get(id).cloned())
        }

        fn forget(&self, id: &str) -> Result<(), VaultError> {
            self.0.lock().expect("entries").remove(id);
            Ok(())
        }

        fn place(&self) -> Place {
            Place::Keychain
        }
    }

    #[tokio::test]
    async fn without_a_keychain_it_lives_as_long_as_the_app() {
        let tokens = Tokens::new(Box::new(ShownOnce));
        assert!(!tokens.keep("a", "t".into()).await);
        let there = tokens.get("a").await.expect("it is in memory");
        assert_eq!(there.expose_secret(), "t");
        assert!(Tokens::new(Box::new(ShownOnce)).get("a").await.is_none());
    }

    #[tokio::test]
    async fn another_servers_account_has_no_part_in_it() {
        let tokens = Tokens::new(Box::new(Kept::default()));
        assert!(tokens.keep("https://a.example", "t".into()).await);
        assert!(tokens.get("https://b.example").await.is_none());
    }

    #[tokio::test]
    async fn it_is_there_after_a_restart_until_it_is_taken_away() {
        let keychain = Kept::default();
        Tokens::new(Box::new(keychain.clone()))
            .keep("a", "t".into())
            .await;
        let restarted = Tokens::new(Box::new(keychain.clone()));
        assert!(restarted.get("a").await.is_some());
        restarted.forget("a").await;
        assert!(restarted.get("a").await.is_none());
        assert!(Tokens::new(Box::new(keychain)).get("a").await.is_none());
    }
}
