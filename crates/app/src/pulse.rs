//! That something happened: what live screens wait for. It says no more than that; whoever waits looks again.

use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::watch;

use crate::App;
use crate::failure::Failure;

/// Beats after each commit, and when another process has written.
#[derive(Debug)]
pub struct Pulse {
    beats: watch::Sender<u64>,
    /// The newest entry of activity that was seen.
    newest: AtomicU64,
}

impl Default for Pulse {
    fn default() -> Self {
        Self {
            beats: watch::Sender::new(0),
            newest: AtomicU64::new(0),
        }
    }
}

impl Pulse {
    pub(crate) fn beat(&self) {
        self.beats
            .send_modify(|beats| *beats = beats.wrapping_add(1));
    }
}

impl App {
    /// Changes with every commit from now on. Subscribe first, then look, so that nothing is missed between the two.
    pub fn pulse(&self) -> watch::Receiver<u64> {
        self.pulse.beats.subscribe()
    }

    /// Looks whether another process has written, if anybody waits for that: a terminal command while the server runs.
    /// The server calls this several times a second.
    pub fn look_for_others(&self) -> Result<(), Failure> {
        if self.pulse.beats.receiver_count() == 0 {
            return Ok(());
        }
        let newest = self.read(|store| store.newest_activity())?;
        if self.pulse.newest.swap(newest, Ordering::Relaxed) != newest {
            self.pulse.beat();
        }
        Ok(())
    }
}
