//! `latchkey rehearse`: the whole integration with the stand-in Okta, in each of Okta's three dialects.

use anyhow::{Result, ensure};
use latchkey_tests::browser::Browser;
use latchkey_tests::process::Process;
use latchkey_tests::{installation::Installation, program};

async fn rehearse(dialect: &str) -> Result<()> {
    let run = program::latchkey(&["rehearse", "--dialect", dialect, "--users", "20"]).await?;
    println!("{}{}", run.stdout, run.stderr);
    let run = run.done()?;
    ensure!(
        run.stdout.lines().count() > 10,
        "it printed next to nothing:\n{}",
        run.stdout
    );
    Ok(())
}

#[tokio::test]
async fn a_server_that_is_not_there_fails_the_rehearsal() -> Result<()> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let nobody = format!("http://{}/scim/v2", listener.local_addr()?);
    drop(listener);
    program::latchkey(&[
        "rehearse",
        "--url",
        &nobody,
        "--user-name",
        "x",
        "--password",
        "y",
    ])
    .await?
    .refused()?;
    Ok(())
}

#[tokio::test]
async fn a_wrong_passkey_fails_the_rehearsal() -> Result<()> {
    let (installation, connector) = Installation::connected().await?;
    let server = installation.serve().await?;
    let url = format!("{}/scim/v2", server.url);
    let arguments = [
        "rehearse",
        "--url",
        &url,
        "--user-name",
        &connector.user_name,
        "--password",
        "wrong",
    ];
    let run = program::latchkey(&arguments).await?;
    ensure!(
        run.code == 1,
        "exit {}:\n{}{}",
        run.code,
        run.stdout,
        run.stderr
    );
    Ok(())
}

#[tokio::test]
async fn custom_app() -> Result<()> {
    rehearse("aiw").await
}

#[tokio::test]
async fn template_app() -> Result<()> {
    rehearse("oin").await
}

#[tokio::test]
async fn integration_wizard() -> Result<()> {
    rehearse("oiw").await
}

#[tokio::test]
async fn aimed_at_a_running_server() -> Result<()> {
    let (installation, connector) = Installation::connected().await?;
    let server = installation.serve().await?;
    let url = format!("{}/scim/v2", server.url);
    let arguments = [
        "rehearse",
        "--url",
        &url,
        "--user-name",
        &connector.user_name,
        "--password",
        &connector.password,
        "--json",
    ];
    let run = program::latchkey(&arguments).await?.done()?;
    let report = run.json()?;
    ensure!(report["passed"] == true, "{report}");
    Ok(())
}

#[tokio::test]
async fn one_that_stays_says_on_its_pages_that_it_is_a_rehearsal() -> Result<()> {
    let mut command = program::command()?;
    command.args(["rehearse", "--users", "3", "--stay"]);
    let mut process = Process::start(command)?;
    let portal = process.line_after("Open ").await?;
    let browser = Browser::new()?;
    for path in ["/api/v1/about", "/api/v1/sign-in"] {
        let (status, told) = browser.json(&format!("{portal}{path}")).await?;
        ensure!(status == 200 && told["rehearsal"] == true, "{path}: {told}");
    }
    let refused = browser.open(&format!("{portal}/nothing.css")).await?;
    ensure!(
        refused.html.contains("This is a rehearsal."),
        "{}",
        refused.html
    );
    process.kill().await
}
