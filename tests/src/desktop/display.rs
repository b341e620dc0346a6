//! A screen that nobody sees: Xvfb on a number that is free.

use anyhow::Result;
use tokio::process::Command;

use crate::process::Process;

/// A display until this is dropped.
#[derive(Debug)]
pub struct Display {
    /// As in `DISPLAY`.
    pub name: String,
    _process: Process,
}

impl Display {
    /// Starts one.
    pub async fn start() -> Result<Self> {
        let mut command = Command::new("Xvfb");
        // It writes the number that it took, once it takes clients.
        command.args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            "1280x900x24",
            "-nolisten",
            "tcp",
        ]);
        let mut process = Process::start(command)?;
        let number = process.line_after("").await?;
        Ok(Self {
            name: format!(":{number}"),
            _process: process,
        })
    }
}
