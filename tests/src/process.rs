//! A program in the background: its lines as they come, and its end when the handle is dropped.

use std::{
    process::{ExitStatus, Stdio},
    sync::{Arc, Mutex},
};

use anyhow::{Context as _, Result, bail};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncRead, BufReader},
    process::{Child, Command},
    sync::mpsc,
    task::JoinHandle,
};

use crate::patience::LIMIT;

/// A child process that is killed when this is dropped.
#[derive(Debug)]
pub struct Process {
    // Dropped first: while its head lives, no other group can have taken the number.
    family: Option<Family>,
    child: Child,
    stdout: mpsc::UnboundedReceiver<String>,
    output: Arc<Mutex<String>>,
    readers: Vec<JoinHandle<()>>,
}

impl Process {
    /// Starts `command` with both its outputs read.
    pub fn start(mut command: Command) -> Result<Self> {
        Self::start_in(&mut command, false)
    }

    /// Starts `command` so that what it starts itself ends with it: a session bus and the programs on it, a driver and
    /// its browser.
    pub fn start_with_family(mut command: Command) -> Result<Self> {
        Self::start_in(&mut command, true)
    }

    fn start_in(command: &mut Command, with_family: bool) -> Result<Self> {
        if with_family {
            command.process_group(0);
        }
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("could not start {command:?}"))?;
        let output = Arc::new(Mutex::new(String::new()));
        let (lines, stdout) = mpsc::unbounded_channel();
        let mut readers = Vec::new();
        if let Some(pipe) = child.stdout.take() {
            readers.push(tokio::spawn(read_lines(
                pipe,
                Arc::clone(&output),
                Some(lines),
            )));
        }
        if let Some(pipe) = child.stderr.take() {
            readers.push(tokio::spawn(read_lines(pipe, Arc::clone(&output), None)));
        }
        let family = child.id().filter(|_| with_family).map(Family);
        Ok(Self {
            family,
            child,
            stdout,
            output,
            readers,
        })
    }

    /// Waits for a line on standard output that begins with `start`, and gives what follows it.
    pub async fn line_after(&mut self, start: &str) -> Result<String> {
        let waited = tokio::time::timeout(LIMIT, async {
            while let Some(line) = self.stdout.recv().await {
                if let Some(rest) = line.strip_prefix(start) {
                    return Some(rest.trim().to_owned());
                }
            }
            None
        })
        .await;
        match waited {
            Ok(Some(rest)) => Ok(rest),
            Ok(None) => {
                let status = self.ended().await?;
                bail!(
                    "it ended ({status}) before it printed \"{start}…\":\n{}",
                    self.output()
                )
            }
            Err(_) => bail!("no line \"{start}…\" within {LIMIT:?}:\n{}", self.output()),
        }
    }

    /// Waits for the process to end by itself, and for the last of what it printed.
    pub async fn ended(&mut self) -> Result<ExitStatus> {
        let Ok(status) = tokio::time::timeout(LIMIT, self.child.wait()).await else {
            bail!("it still runs after {LIMIT:?}:\n{}", self.output())
        };
        for reader in self.readers.drain(..) {
            reader.await?;
        }
        Ok(status?)
    }

    /// Kills the process and waits until it is gone, so that its locks and ports are free.
    pub async fn kill(mut self) -> Result<()> {
        self.family.take();
        self.child.kill().await.context("could not end the process")
    }

    /// The system's number of it, while it runs.
    pub fn id(&self) -> Option<u32> {
        self.child.id()
    }

    /// Everything it printed so far, both outputs as they came.
    pub fn output(&self) -> String {
        self.output.lock().map_or_else(
            |poisoned| poisoned.into_inner().clone(),
            |text| text.clone(),
        )
    }
}

/// A process group, by the id of the first process in it; told to end when this is dropped.
#[derive(Debug)]
struct Family(u32);

impl Drop for Family {
    fn drop(&mut self) {
        // The standard library ends single processes only. Gone already is fine.
        let _ = std::process::Command::new("kill")
            .args(["-s", "TERM", "--", &format!("-{}", self.0)])
            .stderr(Stdio::null())
            .status();
    }
}

async fn read_lines(
    pipe: impl AsyncRead + Unpin,
    output: Arc<Mutex<String>>,
    lines: Option<mpsc::UnboundedSender<String>>,
) {
    let mut reader = BufReader::new(pipe).lines();
    while let Ok(Some(line)) = reader.next_line().await {
        if let Ok(mut text) = output.lock() {
            text.push_str(&line);
            text.push('\n');
        }
        if let Some(lines) = &lines {
            // Nobody waits for a line any more once the handle is gone.
            let _ = lines.send(line);
        }
    }
}
