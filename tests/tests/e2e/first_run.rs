//! `latchkey serve` on a folder that nobody set up: the code in the terminal is the key (product rule 15).

use anyhow::{Context as _, Result, ensure};
use latchkey_tests::{
    browser::Browser,
    installation::{Installation, OWNER, OWNER_PASSWORD},
    patience::{LIMIT, until},
};
use serde_json::json;

const SAID: &str = "one-time code: ";

#[tokio::test]
async fn the_code_in_the_terminal_sets_up_once() -> Result<()> {
    let installation = Installation::untouched()?;
    let mut process = installation.start_serving()?;
    let url = process.line_after("listening on ").await?;
    let (code, _) = until(LIMIT, "the one-time code", async || {
        let output = process.output();
        let code = output.lines().find_map(|line| line.strip_prefix(SAID));
        Ok(code.map(str::to_owned).ok_or(output.clone()))
    })
    .await?;
    let setup = |code: &str| {
        json!({
            "code": code,
            "organization": "Atko",
            "owner": {"email": OWNER, "givenName": "Olga", "familyName": "Owner"},
            "password": OWNER_PASSWORD
        })
    };
    let browser = Browser::new()?;
    let address = format!("{url}/api/v1/setup");
    let post = async |code: &str| browser.post_json(&address, &setup(code)).await;
    let (status, refused) = post("AAAA-AAAA").await?;
    ensure!(status == 401, "{refused}");
    let (status, owner) = post(&code).await?;
    ensure!(
        status == 201 && owner["user"]["userName"] == OWNER,
        "{status}: {owner}"
    );
    let (status, session) = browser.json(&format!("{url}/api/v1/session")).await?;
    ensure!(status == 200, "the owner is not signed in: {session}");
    let (status, again) = post(&code).await?;
    ensure!(status == 409, "{again}");

    process.kill().await?;
    let mut second = installation.start_serving()?;
    second.line_after("listening on ").await?;
    let listed = installation
        .run(&["user", "list", "--json"])
        .await?
        .done()?;
    let people = listed.json()?;
    let first = people.as_array().and_then(|people| people.first());
    ensure!(first.context("nobody")?["userName"] == OWNER, "{people}");
    ensure!(!second.output().contains(SAID), "{}", second.output());
    Ok(())
}
