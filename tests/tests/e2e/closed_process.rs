//! Nobody reads the memory of a process that holds secrets: no core dump, no debugger, nothing in `/proc` (Linux).

#![cfg(target_os = "linux")]

use std::{
    fs,
    os::unix::fs::{MetadataExt as _, PermissionsExt as _},
    process::Stdio,
};

use anyhow::{Context as _, Result, ensure};
use latchkey_tests::{
    patience::{LIMIT, until},
    program,
};
use tokio::process::Command;

/// Someone who is not root: of root's processes everything in `/proc` is root's anyway.
const SOMEBODY: u32 = 65_534;

#[tokio::test]
async fn a_running_program_writes_no_core_and_shows_its_memory_to_nobody() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let root = fs::metadata("/proc/self")?.uid() == 0;
    // Where SOMEBODY gets to it.
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755))?;
    let copy = folder.path().join("latchkey");
    fs::copy(program::path()?, &copy)?;

    let as_somebody = |program: &str| {
        let mut command = Command::new(program);
        if root {
            command.uid(SOMEBODY).gid(SOMEBODY);
        }
        command.current_dir("/").kill_on_drop(true);
        command
    };
    // It waits for the password's line, which does not come.
    let mut child = as_somebody(copy.to_str().context("a path in UTF-8")?)
        .args([
            "setup",
            "--organization",
            "Atko",
            "--owner-email",
            "olga@atko.com",
        ])
        .args(["--owner-given-name", "Olga", "--owner-family-name", "Owner"])
        .args(["--password-stdin", "--data-dir", "/nonexistent/data"])
        .env("LATCHKEY_PASSPHRASE", "a secret in the environment")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let id = child.id().context("it ended at once")?;
    // Both: where the machine allows no core anyway, the limit says nothing about the rest.
    until(LIMIT, "no core dumps, and a memory of root's", async || {
        let limits = fs::read_to_string(format!("/proc/{id}/limits"))?;
        let core = limits
            .lines()
            .find(|line| line.starts_with("Max core file size"))
            .map(|line| {
                line.split_whitespace()
                    .skip(4)
                    .take(2)
                    .collect::<Vec<_>>()
                    .join(" ")
            });
        let owner = fs::metadata(format!("/proc/{id}/environ"))?.uid();
        Ok(if core.as_deref() == Some("0 0") && owner == 0 {
            Ok(())
        } else {
            Err(format!("core {core:?}, owner {owner}"))
        })
    })
    .await?;
    for name in ["environ", "mem", "maps", "auxv"] {
        let path = format!("/proc/{id}/{name}");
        // The kernel gives the files of a process that is not dumpable to root (proc(5)).
        ensure!(fs::metadata(&path)?.uid() == 0, "{path} is its owner's");
        let read = as_somebody("cat").arg(&path).output().await?;
        ensure!(!read.status.success(), "{path} was read: {read:?}");
    }
    child.kill().await?;
    Ok(())
}
