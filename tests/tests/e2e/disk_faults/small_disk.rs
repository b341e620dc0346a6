//! A file system of a few megabytes, in a mount namespace of its own: nobody else sees it, and it is gone with its holder.

use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use latchkey_tests::process::Process;
use latchkey_tests::program;
use tempfile::TempDir;
use tokio::process::Command;

const MOUNT_AND_HOLD: &str = "mount -t tmpfs -o size=6m,mode=700 tmpfs \"$1\" && cp -a \"$2\" \"$1/data\" && \
    echo ready && exec sleep 600";

pub(super) struct SmallDisk {
    holder: Process,
    place: TempDir,
}

impl SmallDisk {
    /// One with a copy of this data folder on it.
    pub(super) async fn holding(data: &Path) -> Result<Self> {
        let place = TempDir::with_prefix("latchkey-test-disk-")?;
        let mut unshare = Command::new("unshare");
        unshare
            .args([
                "--mount",
                "--map-root-user",
                "sh",
                "-c",
                MOUNT_AND_HOLD,
                "sh",
            ])
            .args([place.path(), data]);
        let mut holder = Process::start(unshare)?;
        holder.line_after("ready").await?;
        Ok(Self { holder, place })
    }

    fn holder_id(&self) -> Result<String> {
        let id = self.holder.id().context("the holder is gone")?;
        Ok(id.to_string())
    }

    /// The program on the data folder there.
    pub(super) fn latchkey(&self, arguments: &[&str]) -> Result<Command> {
        let mut program = program::command()?;
        program
            .arg("--data-dir")
            .arg(self.place.path().join("data"))
            .args(arguments);
        let mut nsenter = Command::new("nsenter");
        nsenter.args(["--target", &self.holder_id()?]);
        nsenter.args(["--user", "--mount", "--preserve-credentials", "--"]);
        Ok(program::within(nsenter, &program))
    }

    /// A file on it, as it is reached from outside.
    fn ballast(&self) -> Result<PathBuf> {
        let root = PathBuf::from(format!("/proc/{}/root", self.holder_id()?));
        let place = self.place.path().strip_prefix("/")?;
        Ok(root.join(place).join("ballast"))
    }

    /// Leaves no room.
    pub(super) fn fill(&self) -> Result<()> {
        let mut file = File::create(self.ballast()?)?;
        loop {
            match file.write(&[0x5a; 4096]) {
                Ok(_) => {}
                Err(cause) if cause.kind() == ErrorKind::StorageFull => return Ok(()),
                Err(cause) => return Err(cause.into()),
            }
        }
    }

    /// Makes room again.
    pub(super) fn free(&self) -> Result<()> {
        Ok(fs::remove_file(self.ballast()?)?)
    }
}
