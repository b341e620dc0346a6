//! Memory of the server and the size of its write-ahead log, second by second.

use std::path::PathBuf;
use std::time::Duration;

use tokio::sync::watch::Receiver;
use tokio::time::{MissedTickBehavior, interval};

use crate::processes;

/// One look, in MiB.
#[derive(Clone, Copy, Default)]
pub(super) struct Sample {
    /// Resident memory.
    pub(super) memory: f64,
    /// The log's file.
    pub(super) log: f64,
}

/// All looks, in their order.
pub(super) struct Samples(Vec<Sample>);

impl Samples {
    /// As it was at this share of the time.
    pub(super) fn at(&self, share: f64) -> Sample {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a place in a list"
        )]
        let place = (crate::figures::count(self.0.len()) * share) as usize;
        let place = place.min(self.0.len().saturating_sub(1));
        self.0.get(place).copied().unwrap_or_default()
    }

    /// The most of each.
    pub(super) fn most(&self) -> Sample {
        self.0
            .iter()
            .fold(Sample::default(), |most, sample| Sample {
                memory: most.memory.max(sample.memory),
                log: most.log.max(sample.log),
            })
    }
}

/// Looks once a second until it is told to stop.
pub(super) async fn watch(process: u32, log: PathBuf, mut stopping: Receiver<bool>) -> Samples {
    let mut samples = Vec::new();
    let mut second = interval(Duration::from_secs(1));
    second.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        tokio::select! {
            _ = stopping.wait_for(|stopping| *stopping) => return Samples(samples),
            _ = second.tick() => {}
        }
        let memory = processes::memory(process).map_or(0.0, |memory| memory.resident);
        // A log that was taken away after a checkpoint is none.
        let bytes = std::fs::metadata(&log).map_or(0, |data| data.len());
        let kibibytes = u32::try_from(bytes / 1024).unwrap_or(u32::MAX);
        samples.push(Sample {
            memory,
            log: f64::from(kibibytes) / 1024.0,
        });
    }
}
