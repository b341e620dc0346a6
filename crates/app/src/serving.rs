//! How the server of this process is reached. A use case asks here where that decides: whether a second factor is
//! required, and by which name a passkey is bound.

use std::sync::{PoisonError, RwLock};

use crate::App;

/// A server that runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Serving {
    /// Its public URL, without a slash at the end.
    pub public_url: String,
    /// Whether it is reached from other machines.
    pub from_elsewhere: bool,
}

/// The server of this process, once there is one.
#[derive(Debug, Default)]
pub(crate) struct Served(RwLock<Option<Serving>>);

impl App {
    /// Says how it is reached from now on.
    pub fn is_served(&self, serving: Serving) {
        let mut served = self
            .served
            .0
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *served = Some(serving);
    }

    /// How it is reached; `None` in a process that serves nothing, as a command does.
    pub(crate) fn serving(&self) -> Option<Serving> {
        let served = self.served.0.read().unwrap_or_else(PoisonError::into_inner);
        served.clone()
    }

    /// Whether it is reached from other machines.
    pub(crate) fn is_served_to_elsewhere(&self) -> bool {
        self.serving().is_some_and(|serving| serving.from_elsewhere)
    }
}
