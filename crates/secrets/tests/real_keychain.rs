//! The real keychain of a Linux desktop, on a session bus of its own with a keyring in a temporary home.
//!
//! Where `dbus-run-session` or `gnome-keyring-daemon` is missing the test says that it was skipped.

#![cfg(target_os = "linux")]

use std::env;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use latchkey_app::ports::entropy::SystemEntropy;
use latchkey_app::ports::vault::PasskeyVault;
use latchkey_secrets::{Choice, Wish};
use secrecy::{ExposeSecret as _, SecretString};

/// The test that runs inside the session.
const INSIDE: &str = "inside_a_session_passkeys_come_back";

fn is_installed(program: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// Runs `INSIDE` in a fresh session: with an unlocked keyring, or with none at all.
fn in_a_session(home: &Path, with_keyring: bool) -> bool {
    // The daemon goes to the background before it has its name on the bus, so the name is waited for.
    let start = if with_keyring {
        "printf secret | gnome-keyring-daemon --unlock --components=secrets >/dev/null
        until dbus-send --session --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner \
            string:org.freedesktop.secrets | grep -q 'boolean true'; do :; done
        "
    } else {
        ""
    };
    let this = env::current_exe().expect("this test");
    let script = format!("{start}exec \"$0\" --ignored --exact {INSIDE} --nocapture");
    // `timeout` ends the whole session if a daemon should wait for somebody.
    let status = Command::new("timeout")
        .args(["60", "dbus-run-session", "--", "sh", "-c", &script])
        .arg(this)
        .env("HOME", home)
        .env("XDG_DATA_HOME", home.join("data"))
        .env("XDG_CONFIG_HOME", home.join("config"))
        .env("XDG_RUNTIME_DIR", home)
        .env(
            "LATCHKEY_TEST_KEYRING",
            if with_keyring { "there" } else { "missing" },
        )
        .status()
        .expect("a session");
    status.success()
}

fn open(wish: &Wish, data_dir: &Path) -> Box<dyn PasskeyVault> {
    latchkey_secrets::open(wish, data_dir, Arc::new(SystemEntropy))
        .expect("a keychain is not tried yet")
}

#[test]
#[ignore = "the other tests run it inside a session bus of its own"]
fn inside_a_session_passkeys_come_back() {
    let data_dir = tempfile::tempdir().expect("a folder");
    let vault = open(&Choice::Keychain.into(), data_dir.path());
    let kept = vault.keep("1", &"passkey-text".into()).expect("it answers");
    // Run by hand there is a keyring or there is none, and both are fine.
    match env::var("LATCHKEY_TEST_KEYRING").as_deref() {
        Ok("there") => assert!(kept, "it rests in {:?}", vault.place()),
        Ok("missing") => assert!(!kept, "it rests in {:?}", vault.place()),
        _ => {}
    }
    let again = open(&Wish::default(), data_dir.path());
    let read = again.reveal("1").expect("it answers");
    assert_eq!(
        read.as_ref().map(SecretString::expose_secret),
        kept.then_some("passkey-text")
    );
    again.forget("1").expect("it answers");
    assert!(again.reveal("1").expect("it answers").is_none());
}

#[test]
fn a_session_without_a_keyring_shows_a_passkey_once() {
    if !is_installed("dbus-run-session") {
        eprintln!("skipped: dbus-run-session is not installed");
        return;
    }
    let home = tempfile::tempdir().expect("a home");
    assert!(in_a_session(home.path(), false));
}

#[test]
fn a_keyring_keeps_a_passkey() {
    let needed = ["dbus-run-session", "dbus-send", "gnome-keyring-daemon"];
    if let Some(missing) = needed.into_iter().find(|program| !is_installed(program)) {
        eprintln!("skipped: {missing} is not installed");
        return;
    }
    let home = tempfile::tempdir().expect("a home");
    assert!(in_a_session(home.path(), true));
}
