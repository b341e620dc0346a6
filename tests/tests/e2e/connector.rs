//! `latchkey toolkit` and `latchkey connector`, and how soon a running server obeys them.

use anyhow::{Result, ensure};
use latchkey_tests::{
    installation::{Connector, Installation, Server},
    patience,
    scim::Scim,
};
use serde_json::json;

/// What Okta asks first: Test API Credentials.
const TEST_CREDENTIALS: &str = "/Users?startIndex=1&count=2";

/// Waits until the test of the credentials is answered with `status`.
async fn until_answered(scim: &Scim, status: u16) -> Result<()> {
    patience::until(
        patience::CROSSING,
        &format!("status {status}"),
        async || {
            let answer = scim.get(TEST_CREDENTIALS).await?;
            Ok(if answer.status == status {
                Ok(())
            } else {
                Err(answer.status.to_string())
            })
        },
    )
    .await?;
    Ok(())
}

async fn rotate(installation: &Installation, grace: &str) -> Result<Connector> {
    Connector::read(
        &installation
            .run(&["connector", "rotate", "--grace", grace, "--json"])
            .await?
            .done()?,
    )
}

async fn connected() -> Result<(Installation, Server, Connector)> {
    let (installation, connector) = Installation::connected().await?;
    let server = installation.serve().await?;
    Ok((installation, server, connector))
}

#[tokio::test]
async fn a_connector_needs_enterprise_toolkit() -> Result<()> {
    let installation = Installation::set_up().await?;
    let said = installation
        .run(&["connector", "add", "okta"])
        .await?
        .refused()?;
    ensure!(said.contains("Enterprise Toolkit"), "{said}");
    ensure!(
        said.contains("toolkit enable"),
        "it does not say what to do: {said}"
    );
    Ok(())
}

#[tokio::test]
async fn a_second_connector_of_the_kind_is_refused() -> Result<()> {
    let (installation, _) = Installation::connected().await?;
    installation
        .run(&["connector", "add", "okta"])
        .await?
        .refused()?;
    Ok(())
}

#[tokio::test]
async fn any_other_authorization_is_401_with_a_scim_body() -> Result<()> {
    let (_installation, server, connector) = connected().await?;
    let Connector {
        user_name,
        password,
        ..
    } = &connector;
    let good = server.scim(&connector)?;
    let wrong = [
        Scim::basic(&server.url, user_name, "wrong")?,
        Scim::basic(&server.url, "someone-else", password)?,
        Scim::with_authorization(&server.url, "Bearer wrong")?,
        Scim::with_authorization(&server.url, "Basic %%%")?,
        Scim::with_authorization(&server.url, "Digest username=x")?,
        Scim::with_authorization(&server.url, "")?,
        Scim::with_authorization(
            &server.url,
            &good.authorization().replace("Basic ", "Basic"),
        )?,
    ];
    for scim in wrong {
        let answer = scim.get(TEST_CREDENTIALS).await?;
        answer
            .refusal(401, None)
            .map_err(|why| why.context(scim.authorization().to_owned()))?;
    }
    Ok(())
}

#[tokio::test]
async fn basic_bearer_and_the_bare_passkey_are_all_taken() -> Result<()> {
    let (_installation, server, connector) = connected().await?;
    for scim in [
        server.scim(&connector)?,
        Scim::with_authorization(&server.url, &format!("Bearer {}", connector.password))?,
        Scim::with_authorization(&server.url, &connector.password)?,
    ] {
        scim.get(TEST_CREDENTIALS).await?.expect(200)?;
    }
    Ok(())
}

#[tokio::test]
async fn disabling_the_toolkit_suspends_the_connector_within_a_second() -> Result<()> {
    let (installation, server, connector) = connected().await?;
    let scim = server.scim(&connector)?;
    scim.get(TEST_CREDENTIALS).await?.expect(200)?;

    installation.run(&["toolkit", "disable"]).await?.done()?;
    until_answered(&scim, 403).await?;
    let detail = scim.get(TEST_CREDENTIALS).await?.refusal(403, None)?;
    ensure!(detail.contains("Enterprise Toolkit"), "{detail}");
    // Whoever has no passkey learns nothing about the toolkit.
    Scim::basic(&server.url, "x", "y")?
        .get(TEST_CREDENTIALS)
        .await?
        .refusal(401, None)?;

    installation.run(&["toolkit", "enable"]).await?.done()?;
    until_answered(&scim, 200).await
}

#[tokio::test]
async fn a_passkey_rotated_without_grace_is_dead_within_a_second() -> Result<()> {
    let (installation, server, connector) = connected().await?;
    let new = rotate(&installation, "0").await?;
    ensure!(
        new.password != connector.password,
        "the passkey stayed the same"
    );
    until_answered(&server.scim(&connector)?, 401).await?;
    until_answered(&server.scim(&new)?, 200).await
}

#[tokio::test]
async fn a_passkey_rotated_with_grace_lives_until_it_is_retired() -> Result<()> {
    let (installation, server, connector) = connected().await?;
    let new = rotate(&installation, "24h").await?;
    until_answered(&server.scim(&new)?, 200).await?;
    server
        .scim(&connector)?
        .get(TEST_CREDENTIALS)
        .await?
        .expect(200)?;

    installation.run(&["connector", "retire"]).await?.done()?;
    until_answered(&server.scim(&connector)?, 401).await?;
    server
        .scim(&new)?
        .get(TEST_CREDENTIALS)
        .await?
        .expect(200)?;
    Ok(())
}

#[tokio::test]
async fn there_are_never_more_than_two_passkeys() -> Result<()> {
    let (installation, server, first) = connected().await?;
    let second = rotate(&installation, "24h").await?;
    let run = installation
        .run(&["connector", "rotate", "--grace", "24h", "--json"])
        .await?;
    if run.code == 0 {
        let third = Connector::read(&run)?;
        until_answered(&server.scim(&third)?, 200).await?;
        until_answered(&server.scim(&first)?, 401).await?;
        server
            .scim(&second)?
            .get(TEST_CREDENTIALS)
            .await?
            .expect(200)?;
    } else {
        run.refused()?;
        server
            .scim(&first)?
            .get(TEST_CREDENTIALS)
            .await?
            .expect(200)?;
    }
    Ok(())
}

#[tokio::test]
async fn a_removed_connector_answers_nobody() -> Result<()> {
    let (installation, server, connector) = connected().await?;
    installation.run(&["connector", "remove"]).await?.done()?;
    until_answered(&server.scim(&connector)?, 401).await?;
    installation.run(&["connector", "show"]).await?.refused()?;
    Ok(())
}

#[tokio::test]
async fn add_gives_every_value_that_okta_asks_for() -> Result<()> {
    let (_, connector) = Installation::connected().await?;
    let document = &connector.document;
    ensure!(
        document["scimUrl"] == "http://127.0.0.1:8765/scim/v2",
        "{document}"
    );
    ensure!(
        connector.password.len() >= 43,
        "256 bits take 43 characters of base64: {document}"
    );
    ensure!(
        document["loginRedirectUris"]
            == json!([
                "http://127.0.0.1:8765/auth/callback",
                "http://127.0.0.1:8766/callback",
                "http://127.0.0.1:18766/callback",
                "http://127.0.0.1:28766/callback",
                "app.latchkey.desktop:/callback",
            ]),
        "{document}"
    );
    Ok(())
}

#[tokio::test]
async fn show_follows_the_address_last_served_and_keeps_the_passkey_to_itself() -> Result<()> {
    let (installation, server, connector) = connected().await?;
    let run = installation
        .run(&["connector", "show", "--json"])
        .await?
        .done()?;
    let shown = run.json()?;
    ensure!(
        shown["scimUrl"] == format!("{}/scim/v2", server.url),
        "{shown}"
    );
    ensure!(shown["userName"] == connector.user_name, "{shown}");
    ensure!(
        shown["password"].is_null(),
        "without a keychain the passkey is shown once: {shown}"
    );
    ensure!(!run.stderr.contains(&connector.password), "{}", run.stderr);
    Ok(())
}

#[tokio::test]
async fn without_a_keychain_add_says_that_it_shows_the_passkey_once() -> Result<()> {
    let installation = Installation::set_up().await?;
    installation.run(&["toolkit", "enable"]).await?.done()?;
    let run = installation
        .run(&["connector", "add", "okta", "--json"])
        .await?
        .done()?;
    ensure!(run.stderr.contains("once"), "{}", run.stderr);
    Ok(())
}

#[tokio::test]
async fn the_passkey_is_nowhere_on_disk() -> Result<()> {
    let (installation, server, connector) = connected().await?;
    server
        .scim(&connector)?
        .get(TEST_CREDENTIALS)
        .await?
        .expect(200)?;
    let secret = connector.password.as_bytes();
    for entry in std::fs::read_dir(installation.data())? {
        let path = entry?.path();
        if path.is_file() {
            let bytes = std::fs::read(&path)?;
            ensure!(
                !bytes.windows(secret.len()).any(|window| window == secret),
                "{} holds it",
                path.display()
            );
        }
    }
    ensure!(
        !server.process.output().contains(&connector.password),
        "the log holds it"
    );
    Ok(())
}
