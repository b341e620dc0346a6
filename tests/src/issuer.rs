//! `oidc-provider` from npm as a process: an OpenID-certified issuer, set up as Okta sets one up for Latchkey.

use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::process::Command;

use crate::process::Process;

/// The Client ID of Latchkey at the issuer.
pub const CLIENT_ID: &str = "0oa-latchkey-native";

/// A running issuer; ended when this is dropped.
#[derive(Debug)]
pub struct Issuer {
    /// The Issuer URL.
    pub url: String,
    settings: Value,
    process: Process,
    // What it remembers lies in it.
    folder: TempDir,
}

impl Issuer {
    /// Starts an issuer that knows `accounts` (claims by name, `sub` among them) and one client with `redirect_uri`.
    pub async fn start(redirect_uri: &str, accounts: &Value) -> Result<Self> {
        let folder = TempDir::with_prefix("latchkey-test-issuer-")?;
        let settings = json!({
            "port": 0,
            "clientId": CLIENT_ID,
            "redirectUris": [redirect_uri],
            "accounts": accounts,
            "memory": folder.path().join("memory.json"),
        });
        Self::start_with(settings, folder).await
    }

    async fn start_with(settings: Value, memory: TempDir) -> Result<Self> {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("oidc-provider");
        ensure!(
            folder.join("node_modules").is_dir(),
            "oidc-provider is not installed: run `./dev test judges`, or `npm ci` in tests/oidc-provider"
        );
        let mut command = Command::new("node");
        command
            .arg(folder.join("issuer.mjs"))
            .arg(settings.to_string());
        let mut process = Process::start(command)?;
        let url = process.line_after("issuer ").await?;
        Ok(Self {
            url,
            settings,
            process,
            folder: memory,
        })
    }

    /// Ends the issuer and starts it again at the same address, with other keys. Whoever is in the middle of a sign-in goes
    /// on where they were.
    pub async fn restart_with_other_keys(self) -> Result<Self> {
        let Self {
            url,
            mut settings,
            process,
            folder,
        } = self;
        process.kill().await?;
        let port = url::Url::parse(&url)?
            .port()
            .context("the issuer's address has a port")?;
        settings["port"] = json!(port);
        Self::start_with(settings, folder).await
    }
}
