//! The `latchkey` program: where it is, and one run of it from start to end.

use std::{
    env,
    path::{Path, PathBuf},
    process::Stdio,
};

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value;
use tokio::{io::AsyncWriteExt as _, process::Command};

use crate::patience::LIMIT;

/// Where the program is: `LATCHKEY_BIN`, else beside the test's own folder in the build's output.
pub fn path() -> Result<PathBuf> {
    if let Some(given) = env::var_os("LATCHKEY_BIN") {
        let given = PathBuf::from(given);
        ensure!(
            given.is_file(),
            "LATCHKEY_BIN names {}, where there is no file",
            given.display()
        );
        return Ok(given);
    }
    let own = env::current_exe()?;
    // target/<profile>/deps/<test> → target/<profile>/latchkey
    let beside = own
        .parent()
        .and_then(Path::parent)
        .map(|profile| profile.join("latchkey"));
    match beside {
        Some(found) if found.is_file() => Ok(found),
        _ => bail!(
            "the program is not built: run `cargo build --bin latchkey`, or name it in LATCHKEY_BIN, or run `./dev test e2e`"
        ),
    }
}

/// A command that starts the program and sees nothing of the caller's own Latchkey, keychain or colours.
pub fn command() -> Result<Command> {
    let mut command = Command::new(path()?);
    for name in [
        "LATCHKEY_CONFIG",
        "LATCHKEY_DATA_DIR",
        "DBUS_SESSION_BUS_ADDRESS",
        "XDG_RUNTIME_DIR",
        "RUST_LOG",
    ] {
        command.env_remove(name);
    }
    command.env("NO_COLOR", "1").kill_on_drop(true);
    Ok(command)
}

/// `inner` as the last arguments of `outer`, which is to run it in its own place: `nsenter`, or a shell that sets something.
pub fn within(mut outer: Command, inner: &Command) -> Command {
    let inner = inner.as_std();
    outer.arg(inner.get_program()).args(inner.get_args());
    for (name, value) in inner.get_envs() {
        match value {
            Some(value) => outer.env(name, value),
            None => outer.env_remove(name),
        };
    }
    outer.kill_on_drop(true);
    outer
}

/// What one run of the program came to.
#[derive(Debug, Clone)]
pub struct Run {
    /// The exit code; -1 when a signal ended it.
    pub code: i32,
    /// Standard output: nothing but the document when `--json` was given.
    pub stdout: String,
    /// Standard error: people's words and logs.
    pub stderr: String,
}

impl Run {
    /// The one JSON document on standard output.
    pub fn json(&self) -> Result<Value> {
        serde_json::from_str(&self.stdout).with_context(|| {
            format!(
                "standard output is not one JSON document:\n{}\n{}",
                self.stdout, self.stderr
            )
        })
    }

    /// The run itself when it exited 0; else what it said.
    pub fn done(self) -> Result<Self> {
        ensure!(
            self.code == 0,
            "exit {}:\n{}{}",
            self.code,
            self.stdout,
            self.stderr
        );
        Ok(self)
    }

    /// What it said when it exited 1; anything else is a failure of the test.
    pub fn refused(self) -> Result<String> {
        ensure!(
            self.code == 1,
            "exit {} instead of 1:\n{}{}",
            self.code,
            self.stdout,
            self.stderr
        );
        ensure!(
            !self.stderr.trim().is_empty(),
            "it refused without a word on standard error"
        );
        ensure!(
            !self.stderr.contains("panicked"),
            "it panicked:\n{}",
            self.stderr
        );
        Ok(self.stderr)
    }
}

/// Runs `command` to its end with `stdin` as its input.
pub async fn run(mut command: Command, stdin: &str) -> Result<Run> {
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command
        .spawn()
        .with_context(|| format!("could not start {command:?}"))?;
    if let Some(mut pipe) = child.stdin.take() {
        // A program that refuses before it reads closes the pipe: that is its right.
        let _ = pipe.write_all(stdin.as_bytes()).await;
    }
    let Ok(output) = tokio::time::timeout(LIMIT, child.wait_with_output()).await else {
        bail!("{command:?} did not end within {LIMIT:?}");
    };
    let output = output?;
    Ok(Run {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).context("standard output is not UTF-8")?,
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    })
}

/// Runs the program with `arguments` and no data folder named.
pub async fn latchkey(arguments: &[&str]) -> Result<Run> {
    let mut command = command()?;
    command.args(arguments);
    run(command, "").await
}
