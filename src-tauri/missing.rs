//! What this machine lacks, said once: a session bus, a keychain. (A tray is missed by nobody: no text mentions one.)

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use latchkey_bridge::choice::Memory;

/// No session bus.
pub(crate) const SESSION_BUS: &str = "session_bus";
/// No keychain.
pub(crate) const KEYCHAIN: &str = "keychain";

/// Finds out, and remembers what was said.
pub(crate) struct Missing {
    memory: Memory,
    said_memory_only: AtomicBool,
}

impl Missing {
    pub(crate) fn new(memory: Memory) -> Self {
        Self {
            memory,
            said_memory_only: AtomicBool::new(false),
        }
    }

    /// What is missing from the start and was never said.
    pub(crate) fn at_start(&self) -> Vec<&'static str> {
        let without_bus = !has_session_bus() && self.first_time(SESSION_BUS);
        without_bus.then_some(SESSION_BUS).into_iter().collect()
    }

    /// A session could not be put into a keychain: whether that is to be said now.
    pub(crate) fn keychain_is_news(&self) -> bool {
        !self.said_memory_only.swap(true, Ordering::Relaxed) && self.first_time(KEYCHAIN)
    }

    /// Whether this was never said; it counts as said from now on.
    fn first_time(&self, what: &str) -> bool {
        let told = self.memory.read().told_missing;
        if told.iter().any(|told| told == what) {
            return false;
        }
        let remembered = self
            .memory
            .change(|remembered| remembered.told_missing.push(what.to_owned()));
        if let Err(fault) = remembered {
            tracing::warn!(%fault, what, "that this was said could not be remembered; it will be said again");
        }
        true
    }
}

/// Notifications and a second start that finds the first one go over it. Other systems than Linux need none.
pub(crate) fn has_session_bus() -> bool {
    if !cfg!(target_os = "linux") {
        return true;
    }
    let named =
        std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some_and(|address| !address.is_empty());
    named
        || std::env::var_os("XDG_RUNTIME_DIR")
            .is_some_and(|folder| PathBuf::from(folder).join("bus").exists())
}
