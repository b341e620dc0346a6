//! `latchkey activity`: what changed and what was refused, newest first, without a secret in it.

use anyhow::{Context as _, Result, ensure};
use latchkey_tests::{
    installation::Installation,
    patience,
    process::Process,
    program,
    scim::{Scim, new_user},
};

#[tokio::test]
async fn changes_and_refusals_are_on_record_newest_first() -> Result<()> {
    let (installation, connector) = Installation::connected().await?;
    let server = installation.serve().await?;
    let scim = server.scim(&connector)?;
    let user = new_user("ana@atko.com", "Ana", "Núñez", "00uana");
    scim.post("/Users", &user).await?.expect(201)?;
    scim.post("/Users", &user).await?.expect(409)?;
    Scim::basic(&server.url, &connector.user_name, "wrong-passkey")?
        .get("/Users")
        .await?
        .expect(401)?;

    let record = installation
        .run(&["activity", "--json"])
        .await?
        .done()?
        .json()?;
    let entries = record
        .as_array()
        .with_context(|| format!("no list: {record}"))?;
    for entry in entries {
        for name in ["at", "actor", "action", "target", "outcome", "reason"] {
            ensure!(
                entry.get(name).is_some(),
                "an entry without {name}: {entry}"
            );
        }
    }
    let times: Vec<jiff::Timestamp> = entries
        .iter()
        .map(|entry| Ok(entry["at"].as_str().unwrap_or_default().parse()?))
        .collect::<Result<_>>()?;
    ensure!(
        times.is_sorted_by(|newer, older| newer >= older),
        "not newest first: {times:?}"
    );
    let refusal = entries
        .iter()
        .find(|entry| entry["outcome"] == "refused" && entry["target"] == "ana@atko.com");
    let reason = refusal.and_then(|entry| entry["reason"].as_str());
    ensure!(
        reason.is_some_and(|reason| reason.contains("already")),
        "the refused create and its reason are not on record: {record}"
    );

    let text = record.to_string();
    for secret in ["1mz050nq", "wrong-passkey", connector.password.as_str()] {
        ensure!(!text.contains(secret), "{secret} is in the record");
    }
    Ok(())
}

#[tokio::test]
async fn what_the_terminal_changed_is_on_record_too() -> Result<()> {
    let (installation, _) = Installation::connected().await?;
    let before = installation
        .run(&["activity", "--json"])
        .await?
        .done()?
        .json()?;
    installation.run(&["toolkit", "disable"]).await?.done()?;
    let after = installation
        .run(&["activity", "--json"])
        .await?
        .done()?
        .json()?;
    let count = |record: &serde_json::Value| record.as_array().map_or(0, Vec::len);
    ensure!(
        count(&after) > count(&before),
        "disabling the toolkit left no entry: {after}"
    );
    Ok(())
}

/// Waits until the program has printed `text`.
async fn printed(process: &Process, text: &str) -> Result<()> {
    patience::until(patience::LIMIT, text, async || {
        let output = process.output();
        Ok(if output.contains(text) {
            Ok(())
        } else {
            Err(output)
        })
    })
    .await?;
    Ok(())
}

#[tokio::test]
async fn who_follows_sees_a_gathered_entry_grow() -> Result<()> {
    let (installation, connector) = Installation::connected().await?;
    let server = installation.serve().await?;
    let mut command = program::command()?;
    command
        .arg("--data-dir")
        .arg(installation.data())
        .args(["activity", "--follow"]);
    let following = Process::start(command)?;
    printed(&following, "Waiting for what happens").await?;
    let guesser = Scim::basic(&server.url, &connector.user_name, "wrong-passkey")?;
    for seen in ["wrong_passkey", "×2, last ", "×3, last "] {
        guesser.get("/Users").await?.expect(401)?;
        printed(&following, seen).await?;
    }
    Ok(())
}
