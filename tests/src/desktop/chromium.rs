//! A real browser, for what the app leaves to the system's.

use std::env;

use anyhow::Result;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::process::Command;

use super::app::{Desk, free_port};
use super::webdriver::Page;
use crate::process::Process;

/// A real browser, headless, with a profile of its own.
#[derive(Debug)]
pub struct Chromium {
    _driver: Process,
    _profile: TempDir,
    /// Its page.
    pub page: Page,
}

impl Chromium {
    /// Starts one on a machine of its own.
    pub async fn start() -> Result<Self> {
        Self::begin(Command::new("chromedriver"), json!({})).await
    }

    /// Starts one on the app's own machine, whose person has allowed pages of `origin` to open the app: what Chromium asks
    /// with "Always allow" is in its profile.
    pub async fn on(desk: &Desk, origin: &str) -> Result<Self> {
        let allowed = json!({
            "protocol_handler": {"allowed_origin_protocol_pairs": {origin: {"app.latchkey.desktop": true}}}
        });
        Self::begin(desk.command("chromedriver")?, allowed).await
    }

    async fn begin(mut driver: Command, preferences: Value) -> Result<Self> {
        let profile = TempDir::with_prefix("latchkey-browser-")?;
        let port = free_port()?;
        driver.arg(format!("--port={port}"));
        let mut driver = Process::start_with_family(driver)?;
        driver.line_after("ChromeDriver was started").await?;
        let mut arguments = vec![
            "--headless=new".to_owned(),
            "--no-first-run".to_owned(),
            "--disable-gpu".to_owned(),
            format!("--user-data-dir={}", profile.path().display()),
        ];
        if runs_as_root() {
            // Chromium's sandbox does not run as root.
            arguments.push("--no-sandbox".to_owned());
        }
        let mut options = json!({"args": arguments, "prefs": preferences});
        if let Some(binary) = env::var_os("CHROMIUM") {
            options["binary"] = json!(binary.to_string_lossy());
        }
        let page = Page::open(
            &format!("http://127.0.0.1:{port}"),
            json!({"goog:chromeOptions": options}),
        )
        .await?;
        Ok(Self {
            _driver: driver,
            _profile: profile,
            page,
        })
    }
}

fn runs_as_root() -> bool {
    // Whose process this is, as Linux tells it.
    std::fs::read_to_string("/proc/self/status").is_ok_and(|status| {
        status
            .lines()
            .find_map(|line| line.strip_prefix("Uid:"))
            .and_then(|ids| ids.split_whitespace().nth(1))
            == Some("0")
    })
}
