//! What processes take of the machine, as the system tells it under `/proc`.

use std::collections::HashSet;
use std::fs;
use std::io::ErrorKind;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

/// Ticks a second in which the system counts time; the same on every Linux that is used today.
const TICKS: f64 = 100.0;

/// A process and all that it started.
pub(crate) fn family(head: u32) -> Result<HashSet<u32>> {
    let mut family = HashSet::from([head]);
    let mut grew = true;
    while grew {
        grew = false;
        for entry in fs::read_dir("/proc")? {
            let Some(id) = entry?
                .file_name()
                .to_str()
                .and_then(|name| name.parse().ok())
            else {
                continue;
            };
            if parent(id).is_some_and(|parent| family.contains(&parent)) {
                grew |= family.insert(id);
            }
        }
    }
    Ok(family)
}

/// Seconds of a core that processes have spent so far; nothing of one that has ended.
pub(crate) fn spent(processes: &[u32]) -> f64 {
    let ticks = |&id: &u32| {
        let words = stat(id)?;
        let number = |place: usize| words.get(place)?.parse::<f64>().ok();
        // Words 14 and 15, in the program and in the system for it.
        Some(number(11)? + number(12)?)
    };
    processes.iter().filter_map(ticks).sum::<f64>() / TICKS
}

/// Time that this thread was on a core.
pub(crate) fn this_thread() -> Duration {
    let nanoseconds = fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|text| text.split(' ').next()?.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or_default())
}

/// Memory of one process, in MiB.
#[derive(Clone, Copy)]
pub(crate) struct Memory {
    /// What of it is in memory (`VmRSS`): pages of files that others read as well are in it.
    pub(crate) resident: f64,
    /// The same, a page that several share by its share (`Pss`). Not known where the program shows it to root alone.
    pub(crate) proportional: Option<f64>,
}

/// Memory of a process now.
pub(crate) fn memory(id: u32) -> Result<Memory> {
    let status = fs::read_to_string(format!("/proc/{id}/status"))?;
    let resident = kibibytes(&status, "VmRSS:").context("no VmRSS")?;
    Ok(Memory {
        resident: resident / 1024.0,
        proportional: proportional_set(id)?.map(|kibibytes| kibibytes / 1024.0),
    })
}

/// `Pss` of a process in KiB; nothing where it may not be read, or the process has ended.
pub(crate) fn proportional_set(id: u32) -> Result<Option<f64>> {
    match fs::read_to_string(format!("/proc/{id}/smaps_rollup")) {
        Ok(rollup) => Ok(kibibytes(&rollup, "Pss:")),
        Err(fault) if fault.kind() == ErrorKind::PermissionDenied => Ok(None),
        Err(_) if parent(id).is_none() => Ok(None),
        Err(fault) => bail!(fault),
    }
}

fn kibibytes(text: &str, name: &str) -> Option<f64> {
    let rest = text.lines().find_map(|line| line.strip_prefix(name))?;
    rest.split_whitespace().next()?.parse().ok()
}

fn parent(id: u32) -> Option<u32> {
    stat(id)?.get(1)?.parse().ok()
}

/// The words of `stat` after the name, which may hold anything: the state, the parent, and so on.
fn stat(id: u32) -> Option<Vec<String>> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let (_, rest) = stat.rsplit_once(')')?;
    Some(rest.split_whitespace().map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_that_is_not_there_took_nothing() {
        assert!(memory(u32::MAX).is_err());
        assert!(spent(&[u32::MAX]).abs() < f64::EPSILON);
    }

    #[test]
    fn this_process_takes_something() -> Result<()> {
        let own = std::process::id();
        assert!(memory(own)?.resident > 1.0);
        assert!(family(own)?.contains(&own));
        assert!(!this_thread().is_zero());
        Ok(())
    }
}
