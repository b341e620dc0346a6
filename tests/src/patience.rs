//! How long a test waits, and how: never by sleeping for a fixed time.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

/// What any single thing may take at most, on a slow machine under load.
pub const LIMIT: Duration = Duration::from_secs(30);

/// What a change by the terminal may take until it holds in a running server, by the contract.
pub const CROSSING: Duration = Duration::from_secs(1);

/// Asks `probe` again and again until it says yes, and tells how long that took.
///
/// Fails after `limit`, with what `probe` saw last.
pub async fn until<T, F>(limit: Duration, what: &str, mut probe: F) -> Result<(T, Duration)>
where
    F: AsyncFnMut() -> Result<Result<T, String>>,
{
    let started = Instant::now();
    loop {
        match probe().await? {
            Ok(answer) => return Ok((answer, started.elapsed())),
            Err(seen) if started.elapsed() > limit => {
                bail!("{what} did not come about within {limit:?}; last seen: {seen}")
            }
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}
