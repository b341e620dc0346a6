//! The portal: the interface that was built is the one that is served, under its own policy.

use std::{fs, path::PathBuf};

use anyhow::{Context as _, Result, ensure};
use latchkey_tests::{installation::Installation, patience, scim::client};

#[tokio::test]
async fn the_page_and_all_it_asks_for_are_served() -> Result<()> {
    let installation = Installation::set_up().await?;
    let server = installation.serve().await?;
    let client = client()?;
    let answer = client.get(&server.url).send().await?;
    ensure!(answer.status() == 200, "{}", answer.status());
    let policy = answer
        .headers()
        .get("content-security-policy")
        .context("no Content-Security-Policy")?;
    ensure!(
        policy.to_str()?.contains("default-src 'self'"),
        "{policy:?}"
    );
    let page = answer.text().await?;

    let built = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../ui/dist/index.html");
    let Ok(built) = fs::read_to_string(built) else {
        ensure!(
            page.contains("not built"),
            "without ui/dist the page does not say so:\n{page}"
        );
        return Ok(());
    };
    let assets: Vec<&str> = built
        .split('"')
        .filter(|text| text.starts_with("/assets/") || text.starts_with("./assets/"))
        .collect();
    ensure!(
        !assets.is_empty(),
        "ui/dist/index.html asks for no asset:\n{built}"
    );
    for asset in assets {
        ensure!(
            page.contains(asset),
            "the page served is not the one built; {asset} is not in it:\n{page}"
        );
        let address = format!(
            "{}/{}",
            server.url,
            asset.trim_start_matches("./").trim_start_matches('/')
        );
        let status = client.get(&address).send().await?.status();
        ensure!(status == 200, "{address}: {status}");
    }
    Ok(())
}

#[tokio::test]
async fn a_refused_pages_reference_leads_to_the_log_and_to_activity() -> Result<()> {
    let installation = Installation::set_up().await?;
    let server = installation.serve().await?;
    let refused = format!("{}/auth/callback?code=opensesame&state=nobodys", server.url);
    let answer = client()?.get(refused).send().await?;
    ensure!(answer.status().is_client_error(), "{}", answer.status());
    let id = answer
        .headers()
        .get("x-request-id")
        .context("no x-request-id")?
        .to_str()?
        .to_owned();
    let page = answer.text().await?;
    ensure!(page.contains(&id), "the page does not name {id}:\n{page}");

    patience::until(patience::LIMIT, "the log's line", async || {
        let log = server.process.output();
        Ok(if log.contains(&id) { Ok(()) } else { Err(log) })
    })
    .await?;
    let log = server.process.output();
    ensure!(
        !log.contains("opensesame"),
        "the code is in the log:\n{log}"
    );
    let (entry, _) = patience::until(patience::LIMIT, "the entry", async || {
        let record = installation
            .run(&["activity", "--json"])
            .await?
            .done()?
            .json()?;
        let entry = record
            .as_array()
            .and_then(|entries| entries.iter().find(|entry| entry["requestId"] == id));
        Ok(entry
            .cloned()
            .ok_or_else(|| format!("{id} is not on record: {record}")))
    })
    .await?;
    ensure!(entry["action"] == "session.refused", "{entry}");
    Ok(())
}
