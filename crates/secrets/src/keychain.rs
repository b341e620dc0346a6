//! The operating system's keychain as a place for passkeys.
//!
//! A locked keychain asks a person and waits. Each call therefore runs on a thread of its own and is given up after a few
//! seconds; whoever calls waits so long, which is why `latchkey-app` calls from a thread that may block.

use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use latchkey_app::ports::vault::{PasskeyVault, Place, ShownOnce, VaultError};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};

use crate::system_entries::{Entries, SystemEntries};

/// How long a person has to unlock the keychain before the call is given up.
const PATIENCE: Duration = Duration::from_secs(5);
/// What is written to see whether it comes back.
const PROBE: &str = "latchkey was here";

/// Passkeys in the operating system's keychain, under the service `latchkey`.
pub struct Keychain {
    entries: Arc<dyn Entries>,
    /// Tells the data folders of one machine apart.
    folder: String,
    patience: Duration,
    /// The last call that was given up. While it hangs, no further one is sent after it.
    given_up: Mutex<Option<JoinHandle<()>>>,
}

impl Keychain {
    /// The keychain of whoever runs this program. It is not touched yet.
    pub fn of_this_system(data_dir: &Path) -> Self {
        Self::over(Arc::new(SystemEntries), data_dir, PATIENCE)
    }

    fn over(entries: Arc<dyn Entries>, data_dir: &Path, patience: Duration) -> Self {
        // The same folder by another path is the same installation.
        let path = data_dir
            .canonicalize()
            .unwrap_or_else(|_| data_dir.to_owned());
        let hash = Sha256::digest(path.as_os_str().as_encoded_bytes());
        let mut first = [0; 8];
        first.copy_from_slice(&hash[..8]);
        Self {
            entries,
            folder: format!("{:016x}", u64::from_be_bytes(first)),
            patience,
            given_up: Mutex::default(),
        }
    }

    /// Whether a secret that is written can be read back. It leaves nothing behind.
    pub fn works(&self) -> Result<(), VaultError> {
        // Two programs may be at it at the same time.
        let account = self.account(&format!("probe-{}", std::process::id()));
        let read = self.call(move |entries| {
            entries.put(&account, &PROBE.into())?;
            let read = entries.get(&account)?;
            entries.remove(&account)?;
            Ok(read)
        })?;
        match read {
            Some(read) if read.expose_secret() == PROBE => Ok(()),
            _ => Err(unusable("what is written into it does not come back")),
        }
    }

    fn account(&self, id: &str) -> String {
        format!("{}/{id}", self.folder)
    }

    fn call<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn Entries) -> Result<T, String> + Send + 'static,
    ) -> Result<T, VaultError> {
        if self.hangs() {
            return Err(unusable(
                "it has not answered an earlier call yet; unlock it and try again",
            ));
        }
        let (answer, answered) = sync_channel(1);
        let entries = Arc::clone(&self.entries);
        let call = thread::Builder::new()
            .name("keychain".to_owned())
            .spawn(move || {
                // Nobody may be waiting any more.
                let _ = answer.send(work(&*entries));
            })
            .map_err(|failure| {
                unusable(&format!("no thread could be started for it ({failure})"))
            })?;
        match answered.recv_timeout(self.patience) {
            Ok(outcome) => outcome.map_err(|why| unusable(&why)),
            Err(RecvTimeoutError::Timeout) => {
                *self.last_given_up() = Some(call);
                Err(unusable(&format!(
                    "it did not answer within {} seconds, so it may be locked; unlock it and try again",
                    self.patience.as_secs()
                )))
            }
            Err(RecvTimeoutError::Disconnected) => {
                Err(unusable("the call to it ended without an answer"))
            }
        }
    }

    fn hangs(&self) -> bool {
        self.last_given_up()
            .as_ref()
            .is_some_and(|call| !call.is_finished())
    }

    fn last_given_up(&self) -> MutexGuard<'_, Option<JoinHandle<()>>> {
        self.given_up.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl PasskeyVault for Keychain {
    fn keep(&self, id: &str, secret: &SecretString) -> Result<bool, VaultError> {
        let (account, secret) = (self.account(id), secret.clone());
        self.call(move |entries| entries.put(&account, &secret))?;
        Ok(true)
    }

    fn reveal(&self, id: &str) -> Result<Option<SecretString>, VaultError> {
        let account = self.account(id);
        self.call(move |entries| entries.get(&account))
    }

    fn forget(&self, id: &str) -> Result<(), VaultError> {
        let account = self.account(id);
        self.call(move |entries| entries.remove(&account))
    }

    fn place(&self) -> Place {
        Place::Keychain
    }
}

/// The keychain if it works, else nowhere. Which of the two is found out once, at the first use.
pub struct KeychainWhereItWorks {
    keychain: Keychain,
    works: OnceLock<bool>,
}

impl KeychainWhereItWorks {
    /// Tries nothing yet.
    pub fn new(keychain: Keychain) -> Self {
        Self {
            keychain,
            works: OnceLock::new(),
        }
    }

    fn chosen(&self) -> &dyn PasskeyVault {
        let works = *self.works.get_or_init(|| {
            self.keychain
                .works()
                .inspect_err(|why| tracing::warn!(%why, "passkeys are shown once and not kept"))
                .is_ok()
        });
        if works { &self.keychain } else { &ShownOnce }
    }
}

impl PasskeyVault for KeychainWhereItWorks {
    fn keep(&self, id: &str, secret: &SecretString) -> Result<bool, VaultError> {
        self.chosen().keep(id, secret)
    }

    fn reveal(&self, id: &str) -> Result<Option<SecretString>, VaultError> {
        self.chosen().reveal(id)
    }

    fn forget(&self, id: &str) -> Result<(), VaultError> {
        self.chosen().forget(id)
    }

    fn place(&self) -> Place {
        self.chosen().place()
    }
}

fn unusable(why: &str) -> VaultError {
    VaultError(format!("The system's keychain cannot be used: {why}."))
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::sync::mpsc::{Receiver, Sender, channel};

    use super::*;

    /// A keychain in memory.
    #[derive(Default)]
    struct Memory(Mutex<HashMap<String, SecretString>>);

    impl Entries for Memory {
        fn put(&self, account: &str, secret: &SecretString) -> Result<(), String> {
            self.0
                .lock()
                .expect("entries")
                .insert(account.to_owned(), secret.clone());
            Ok(())
        }

        fn get(&self, account: &str) -> Result<Option<SecretString>, String> {
            Ok(self.0.lock().expect("entries").get(account).cloned())
        }

        fn remove(&self, account: &str) -> Result<(), String> {
            self.0.lock().expect("entries").remove(account);
            Ok(())
        }
    }

    /// A keychain that takes everything and gives nothing back.
    struct Sieve;

    impl Entries for Sieve {
        fn put(&self, _: &str, _: &SecretString) -> Result<(), String> {
            Ok(())
        }

        fn get(&self, _: &str) -> Result<Option<SecretString>, String> {
            Ok(None)
        }

        fn remove(&self, _: &str) -> Result<(), String> {
            Ok(())
        }
    }

    /// A keychain that waits for somebody to unlock it.
    struct Locked {
        unlocked: Mutex<Receiver<()>>,
        done: Mutex<Sender<()>>,
    }

    impl Entries for Locked {
        fn put(&self, _: &str, _: &SecretString) -> Result<(), String> {
            Err("it refused".to_owned())
        }

        fn get(&self, _: &str) -> Result<Option<SecretString>, String> {
            let _ = self.unlocked.lock().expect("the lock").recv();
            let _ = self.done.lock().expect("the sender").send(());
            Ok(None)
        }

        fn remove(&self, _: &str) -> Result<(), String> {
            Err("it refused".to_owned())
        }
    }

    fn keychain(entries: Arc<dyn Entries>, folder: &str) -> Keychain {
        Keychain::over(entries, Path::new(folder), PATIENCE)
    }

    #[test]
    fn a_locked_keychain_is_given_up_and_not_pestered() {
        let (unlock, unlocked) = channel();
        let (done, finished) = channel();
        let locked = Locked {
            unlocked: Mutex::new(unlocked),
            done: Mutex::new(done),
        };
        let at_once = Duration::ZERO;
        let mut keychain = Keychain::over(Arc::new(locked), Path::new("/a"), at_once);
        let first = keychain.reveal("1").expect_err("it does not answer");
        assert!(first.0.contains("did not answer within"), "{first}");
        let second = keychain
            .reveal("1")
            .expect_err("the first call still hangs");
        assert!(
            second.0.contains("has not answered an earlier call yet"),
            "{second}"
        );

        unlock.send(()).expect("it is unlocked");
        finished.recv().expect("the first call ends");
        // Its thread ends right after the call.
        while keychain.hangs() {
            thread::yield_now();
        }
        keychain.patience = PATIENCE;
        unlock.send(()).expect("it stays unlocked");
        assert!(keychain.reveal("1").expect("it answers").is_none());
    }

    #[test]
    fn what_the_keychain_says_is_passed_on_as_a_sentence() {
        let (_unlock, unlocked) = channel();
        let (done, _finished) = channel();
        let refusing = Locked {
            unlocked: Mutex::new(unlocked),
            done: Mutex::new(done),
        };
        let keychain = keychain(Arc::new(refusing), "/a");
        let failure = keychain
            .keep("1", &"passkey-text".into())
            .expect_err("it refuses");
        assert_eq!(
            failure.0,
            "The system's keychain cannot be used: it refused."
        );
    }

    #[test]
    fn a_keychain_that_gives_nothing_back_is_none() {
        let vault = KeychainWhereItWorks::new(keychain(Arc::new(Sieve), "/a"));
        assert!(
            !vault
                .keep("1", &"passkey-text".into())
                .expect("it is shown once")
        );
        assert_eq!(vault.place(), Place::Nowhere);
    }

    #[test]
    fn the_probe_leaves_nothing_behind() {
        let memory = Arc::new(Memory::default());
        keychain(Arc::<Memory>::clone(&memory), "/a")
            .works()
            .expect("it works");
        assert!(memory.0.lock().expect("entries").is_empty());
    }

    #[test]
    fn folders_do_not_see_each_others_passkeys() {
        let memory = Arc::new(Memory::default());
        let one = KeychainWhereItWorks::new(keychain(Arc::<Memory>::clone(&memory), "/a"));
        let other = KeychainWhereItWorks::new(keychain(Arc::<Memory>::clone(&memory), "/b"));
        assert!(one.keep("1", &"passkey-text".into()).expect("it is kept"));
        assert!(other.reveal("1").expect("it is read").is_none());
        other.forget("1").expect("nothing there is fine");
        let read = one.reveal("1").expect("it is read").expect("it is there");
        assert_eq!(read.expose_secret(), "passkey-text");
        one.forget("1").expect("it is taken away");
        assert!(one.reveal("1").expect("it is read").is_none());
        assert_eq!(one.place(), Place::Keychain);
    }
}
