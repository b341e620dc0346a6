//! The machine that was measured, without which no figure means anything.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Result;
use latchkey_tests::program;

use crate::nginx;

/// What stands above the figures, a name and a value each.
pub(crate) fn told(folder: &Path) -> Result<Vec<(&'static str, String)>> {
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let mut told = vec![
        ("processor", format!("{cores} cores, {}", processor())),
        ("memory", memory()),
        ("system", format!("{}, Linux {}", system(), kernel())),
        ("file system", file_system(folder)),
        (
            "Latchkey",
            said(Command::new(program::path()?).arg("--version")),
        ),
    ];
    if let Some(version) = nginx::program().and_then(|program| nginx::version(&program)) {
        told.push(("nginx", version));
    }
    told.push(("rustc", said(Command::new("rustc").arg("--version"))));
    told.push(("Node", said(Command::new("node").arg("--version"))));
    Ok(told)
}

/// Whether the folder is in memory, where a sync costs nothing and says nothing.
pub(crate) fn is_in_memory(folder: &Path) -> bool {
    file_system(folder) == "tmpfs"
}

fn processor() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    after_colon(&info, "model name").unwrap_or_else(|| std::env::consts::ARCH.to_owned())
}

fn memory() -> String {
    let info = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kibibytes = after_colon(&info, "MemTotal")
        .and_then(|text| text.split(' ').next()?.parse::<u64>().ok())
        .unwrap_or_default();
    format!("{} GiB", (kibibytes + 512 * 1024) / (1024 * 1024))
}

fn kernel() -> String {
    let release = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    release.trim().to_owned()
}

fn system() -> String {
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let name = release
        .lines()
        .find_map(|line| line.strip_prefix("PRETTY_NAME="));
    name.unwrap_or("an unnamed system")
        .trim_matches('"')
        .to_owned()
}

/// The kind of the file system that holds a folder: of all mounts, the longest that it lies under, and the last of those.
fn file_system(folder: &Path) -> String {
    let mounts = fs::read_to_string("/proc/self/mounts").unwrap_or_default();
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    mounts
        .lines()
        .filter_map(|line| {
            let mut words = line.split(' ');
            let (_, place, kind) = (words.next()?, words.next()?, words.next()?);
            folder.starts_with(place).then_some((place.len(), kind))
        })
        .max_by_key(|(length, _)| *length)
        .map_or_else(|| "unknown".to_owned(), |(_, kind)| kind.to_owned())
}

fn after_colon(text: &str, name: &str) -> Option<String> {
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

/// The first line that a program prints.
fn said(command: &mut Command) -> String {
    let output = command.output().map(|output| output.stdout);
    let text = String::from_utf8(output.unwrap_or_default()).unwrap_or_default();
    text.lines().next().unwrap_or("not here").to_owned()
}
