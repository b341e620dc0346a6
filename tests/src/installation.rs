//! A fresh data folder, set up and connected with the program's own commands, and the server that runs on it.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde_json::Value;
use tempfile::TempDir;
use tokio::process::Command;

use crate::{
    process::Process,
    program::{self, Run},
    scim::Scim,
};

/// The owner's password in every installation of the tests.
pub const OWNER_PASSWORD: &str = "correct horse battery staple";

/// The owner's email in every installation of the tests.
pub const OWNER: &str = "olga.owner@atko.com";

/// A data folder in a temporary place, removed when this is dropped.
#[derive(Debug)]
pub struct Installation {
    folder: TempDir,
}

/// What `connector add` gives: the values that an admin copies into Okta.
#[derive(Debug, Clone)]
pub struct Connector {
    /// The Company ID.
    pub user_name: String,
    /// The Integration Passkey in clear.
    pub password: String,
    /// The whole document.
    pub document: Value,
}

/// A server that runs on an installation until this is dropped.
#[derive(Debug)]
pub struct Server {
    /// `http://ADDRESS` or `https://ADDRESS`, without a slash at the end.
    pub url: String,
    /// The process, for its output and its end.
    pub process: Process,
}

impl Installation {
    /// A folder that nothing was done to yet; the data folder inside it does not exist.
    pub fn untouched() -> Result<Self> {
        Ok(Self {
            folder: TempDir::with_prefix("latchkey-test-")?,
        })
    }

    /// Set up with an organization and its owner, nothing more.
    pub async fn set_up() -> Result<Self> {
        let installation = Self::untouched()?;
        installation.setup().await?.done()?;
        Ok(installation)
    }

    /// Set up, Enterprise Toolkit enabled, the Okta connector added.
    pub async fn connected() -> Result<(Self, Connector)> {
        let installation = Self::set_up().await?;
        installation.run(&["toolkit", "enable"]).await?.done()?;
        let added = installation
            .run(&["connector", "add", "okta", "--json"])
            .await?
            .done()?;
        Ok((installation, Connector::read(&added)?))
    }

    /// The data folder's path.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A path beside the data folder, for files of the test's own.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs `latchkey setup` with the tests' organization and owner.
    pub async fn setup(&self) -> Result<Run> {
        self.run_with_input(&SETUP, OWNER_PASSWORD).await
    }

    /// Runs the program on this data folder.
    pub async fn run(&self, arguments: &[&str]) -> Result<Run> {
        self.run_with_input(arguments, "").await
    }

    /// Runs the program on this data folder with a line on its standard input.
    pub async fn run_with_input(&self, arguments: &[&str], input: &str) -> Result<Run> {
        let mut command = program::command()?;
        command.arg("--data-dir").arg(self.data()).args(arguments);
        program::run(command, input).await
    }

    /// Starts the server on a free port of the loopback address and waits until it accepts connections.
    pub async fn serve(&self) -> Result<Server> {
        Server::of(self.start_serving()?).await
    }

    /// Kills the server and starts it again at the same address.
    pub async fn restart(&self, server: Server) -> Result<Server> {
        let address = server.address().to_owned();
        server.process.kill().await?;
        Server::of(Process::start(self.serving_at(&address)?)?).await
    }

    /// Starts the server and does not wait for anything.
    pub fn start_serving(&self) -> Result<Process> {
        Process::start(self.serving()?)
    }

    /// The command that starts the server, for a test that adds to it.
    pub fn serving(&self) -> Result<Command> {
        self.serving_at("127.0.0.1:0")
    }

    fn serving_at(&self, address: &str) -> Result<Command> {
        let mut command = program::command()?;
        command
            .arg("--data-dir")
            .arg(self.data())
            .args(["serve", "--listen", address]);
        Ok(command)
    }

    /// The database's path.
    pub fn database(&self) -> PathBuf {
        self.data().join("latchkey.db")
    }

    /// The temporary folder that holds the data folder.
    pub fn outer(&self) -> &Path {
        self.folder.path()
    }
}

/// The arguments of `latchkey setup`, as the tests give them.
pub const SETUP: [&str; 10] = [
    "setup",
    "--organization",
    "Atko",
    "--owner-email",
    OWNER,
    "--owner-given-name",
    "Olga",
    "--owner-family-name",
    "Owner",
    "--password-stdin",
];

impl Connector {
    /// Reads what `connector add --json` or `connector rotate --json` printed.
    pub fn read(run: &Run) -> Result<Self> {
        Self::of(run.json()?)
    }

    /// The same of the document itself.
    pub fn of(document: Value) -> Result<Self> {
        let text = |name: &str| {
            document[name]
                .as_str()
                .map(str::to_owned)
                .with_context(|| format!("no text in {name}: {document}"))
        };
        Ok(Self {
            user_name: text("userName")?,
            password: text("password")?,
            document,
        })
    }
}

impl Server {
    /// Waits until it accepts connections.
    pub async fn of(mut process: Process) -> Result<Self> {
        let url = process.line_after("listening on ").await?;
        Ok(Self { url, process })
    }

    /// A SCIM client with the connector's credentials.
    pub fn scim(&self, connector: &Connector) -> Result<Scim> {
        Scim::basic(&self.url, &connector.user_name, &connector.password)
    }

    /// `host:port`, for a bare TCP connection.
    pub fn address(&self) -> &str {
        self.url
            .trim_start_matches("http://")
            .trim_start_matches("https://")
    }
}
