//! A keychain may wait for a person; the server's own threads do not wait with it.

use std::sync::{Arc, Mutex};
use std::thread::{self, ThreadId};

use jiff::SignedDuration;
use latchkey_app::DEFAULT_PUBLIC_URL;
use latchkey_app::ports::vault::{PasskeyVault, Place, VaultError};
use latchkey_app::record::Caller;
use latchkey_testkit::Latchkey;
use secrecy::SecretString;

/// Keeps everything, and notes on which thread it was asked.
#[derive(Default)]
struct Witness {
    kept: Mutex<Option<SecretString>>,
    asked: Mutex<Vec<(&'static str, ThreadId)>>,
}

impl Witness {
    fn note(&self, what: &'static str) {
        self.asked
            .lock()
            .unwrap()
            .push((what, thread::current().id()));
    }
}

impl PasskeyVault for Witness {
    fn keep(&self, _: &str, secret: &SecretString) -> Result<bool, VaultError> {
        self.note("keep");
        *self.kept.lock().unwrap() = Some(secret.clone());
        Ok(true)
    }

    fn reveal(&self, _: &str) -> Result<Option<SecretString>, VaultError> {
        self.note("reveal");
        Ok(self.kept.lock().unwrap().clone())
    }

    fn forget(&self, _: &str) -> Result<(), VaultError> {
        self.note("forget");
        Ok(())
    }

    fn place(&self) -> Place {
        Place::Keychain
    }
}

// The test's runtime has this one thread: whatever runs on another was handed to one that may block.
#[tokio::test]
async fn every_call_to_it_is_made_on_a_thread_that_may_block() {
    let witness = Arc::new(Witness::default());
    let mut latchkey = Latchkey::with_vault(Arc::<Witness>::clone(&witness)).unwrap();
    latchkey.add_connector().await.unwrap();
    let app = &latchkey.app;
    let shown = app
        .show_connector(Caller::operator(), DEFAULT_PUBLIC_URL)
        .await
        .unwrap();
    assert!(shown.password.is_some());
    app.rotate_passkey(Caller::operator(), SignedDuration::ZERO, DEFAULT_PUBLIC_URL)
        .await
        .unwrap();

    let asked = witness.asked.lock().unwrap();
    let calls: Vec<&str> = asked.iter().map(|(what, _)| *what).collect();
    assert_eq!(calls, ["keep", "reveal", "keep", "forget"]);
    let here = thread::current().id();
    for (what, on) in asked.iter() {
        assert_ne!(*on, here, "{what}");
    }
}
