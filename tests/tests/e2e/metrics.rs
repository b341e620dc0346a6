//! `latchkey metrics token` and `/metrics` of the real program, with its log for machines.

use anyhow::{Context as _, Result, ensure};
use latchkey_tests::installation::{Installation, Server};
use latchkey_tests::process::Process;
use latchkey_tests::scim::client;
use serde_json::Value;

async fn read(url: &str, token: Option<&str>) -> Result<(u16, String)> {
    let mut request = client()?.get(format!("{url}/metrics"));
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    let answer = request.send().await?;
    Ok((answer.status().as_u16(), answer.text().await?))
}

#[tokio::test]
async fn a_token_is_made_shown_once_and_removed_while_the_server_runs() -> Result<()> {
    let installation = Installation::set_up().await?;
    let mut command = installation.serving()?;
    command.args(["--public-url", "http://127.0.0.1:9", "--log-format", "json"]);
    let server = Server::of(Process::start(command)?).await?;
    let url = server.url.clone();
    let (status, said) = read(&url, None).await?;
    ensure!(
        status == 401 && said.contains("latchkey metrics token"),
        "{status} {said}"
    );

    let made = installation
        .run(&["metrics", "token", "--json"])
        .await?
        .done()?
        .json()?;
    let token = made["token"].as_str().context("a token")?.to_owned();
    let (status, said) = read(&url, Some(&token)).await?;
    ensure!(status == 200, "{status} {said}");
    for shown in [
        "latchkey_build_info{version=",
        "latchkey_commit_units_count",
        "latchkey_users{state=\"active\"} 1",
    ] {
        ensure!(said.contains(shown), "{shown}: {said}");
    }
    let shown = installation
        .run(&["metrics", "token", "--revoke", "--json"])
        .await?
        .done()?
        .json()?;
    ensure!(shown["token"].is_null(), "{shown}");
    let (status, _) = read(&url, Some(&token)).await?;
    ensure!(status == 401, "{status}");

    let log = server.process.output();
    ensure!(!log.contains(&token), "the token is in the log");
    let mut objects = 0;
    for line in log.lines().filter(|line| line.starts_with('{')) {
        let line: Value = serde_json::from_str(line).with_context(|| line.to_owned())?;
        for name in ["timestamp", "level", "target", "message"] {
            ensure!(line[name].is_string(), "{name}: {line}");
        }
        objects += 1;
    }
    ensure!(objects > 0, "{log}");
    Ok(())
}
