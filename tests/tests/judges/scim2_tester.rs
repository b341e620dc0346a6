//! `scim2-cli` with `scim2-tester`: everything that the server advertises is created, read, changed and removed.

use std::path::PathBuf;

use anyhow::{Result, ensure};
use latchkey_tests::{installation::Installation, program};
use tokio::process::Command;

#[tokio::test]
async fn the_tester_finds_nothing_wrong() -> Result<()> {
    let judge = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../.venv/bin/scim2");
    ensure!(
        judge.is_file(),
        "scim2-cli is not installed: run `./dev test judges`"
    );
    let (installation, connector) = Installation::connected().await?;
    let server = installation.serve().await?;
    let scim = server.scim(&connector)?;

    let mut command = Command::new(judge);
    command
        .args(["--url", scim.base(), "test", "--verbose"])
        // By the environment, since other users of the machine can read a command line.
        .env(
            "SCIM_CLI_HEADERS",
            format!("Authorization: {}", scim.authorization()),
        )
        .env("NO_PROXY", "127.0.0.1")
        .kill_on_drop(true);
    let verdict = program::run(command, "").await?;
    println!("{}", verdict.stdout);
    let unmet: Vec<&str> = verdict
        .stdout
        .lines()
        .filter(|line| line.starts_with("ERROR") || line.starts_with("CRITICAL"))
        .collect();
    ensure!(
        unmet.is_empty() && verdict.code == 0,
        "exit {}:\n{}\n{}",
        verdict.code,
        verdict.stdout,
        verdict.stderr
    );
    ensure!(
        verdict
            .stdout
            .lines()
            .filter(|line| line.starts_with("SUCCESS"))
            .count()
            > 20,
        "it tested next to nothing:\n{}",
        verdict.stdout
    );
    Ok(())
}
