//! The operating system's keychain, as the keyring library reaches it: Keychain Services on macOS, the Credential Manager on
//! Windows, the Secret Service elsewhere. Calls may wait for a person to unlock it, for as long as that person takes.

use keyring::{Entry, Error};
use secrecy::{ExposeSecret as _, SecretString};

/// Named secrets, somewhere. Failures are clauses that fit after a colon.
pub(crate) trait Entries: Send + Sync + 'static {
    fn put(&self, account: &str, secret: &SecretString) -> Result<(), String>;
    fn get(&self, account: &str) -> Result<Option<SecretString>, String>;
    fn remove(&self, account: &str) -> Result<(), String>;
}

/// What the keychain files everything of ours under.
const SERVICE: &str = "latchkey";

pub(crate) struct SystemEntries;

impl Entries for SystemEntries {
    fn put(&self, account: &str, secret: &SecretString) -> Result<(), String> {
        entry(account)?
            .set_password(secret.expose_secret())
            .map_err(|failure| clause(&failure))
    }

    fn get(&self, account: &str) -> Result<Option<SecretString>, String> {
        match entry(account)?.get_password() {
            Ok(secret) => Ok(Some(secret.into())),
            Err(Error::NoEntry) => Ok(None),
            Err(failure) => Err(clause(&failure)),
        }
    }

    fn remove(&self, account: &str) -> Result<(), String> {
        match entry(account)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(failure) => Err(clause(&failure)),
        }
    }
}

fn entry(account: &str) -> Result<Entry, String> {
    Entry::new(SERVICE, account).map_err(|failure| match Entry::store_status() {
        // Why there is no keychain says more than that there is none.
        Err(reason) => clause(reason),
        Ok(()) => clause(&failure),
    })
}

/// In our words, since the library's may carry what was read.
fn clause(failure: &Error) -> String {
    match failure {
        Error::NoStorageAccess(reason) => format!("it is locked or may not be used ({reason})"),
        Error::PlatformFailure(reason) => format!("the system answered \"{reason}\""),
        Error::NoDefaultStore | Error::Invalid(..) | Error::NotSupportedByStore(_) => {
            "this system has none that can be used".to_owned()
        }
        Error::TooLong(what, limit) => format!("it takes at most {limit} characters as {what}"),
        Error::BadEncoding(_) | Error::BadDataFormat(..) | Error::BadStoreFormat(_) => {
            "what it keeps there was not written by Latchkey".to_owned()
        }
        Error::Ambiguous(entries) => format!("it keeps {} entries of the same name", entries.len()),
        _ => "it refused".to_owned(),
    }
}
