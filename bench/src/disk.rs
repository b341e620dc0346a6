//! What the disk can do: how often a second a few kilobytes are written behind a file's end and synced.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Result;
use tokio::task::spawn_blocking;

/// A page of SQLite with the header that the write-ahead log puts before it.
const FRAME: [u8; 4096 + 24] = [0; 4096 + 24];

/// Syncs a second in `folder`, one after the other for `turn`.
pub(crate) async fn syncs_a_second(folder: &Path, turn: Duration) -> Result<f64> {
    let folder = PathBuf::from(folder);
    spawn_blocking(move || sync_for(&folder, turn)).await?
}

fn sync_for(folder: &Path, turn: Duration) -> Result<f64> {
    let path = folder.join("sync");
    let mut file = File::create(&path)?;
    let started = Instant::now();
    let mut syncs = 0_u32;
    while started.elapsed() < turn {
        file.write_all(&FRAME)?;
        // What SQLite calls after a commit to the log.
        file.sync_data()?;
        syncs += 1;
    }
    let elapsed = started.elapsed().as_secs_f64();
    std::fs::remove_file(path)?;
    Ok(f64::from(syncs) / elapsed)
}
