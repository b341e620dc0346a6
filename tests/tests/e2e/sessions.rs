//! What a terminal command on the host ends in a server that runs: sessions in a browser and in the app, and what waits in
//! them.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use latchkey_tests::{
    installation::{Installation, OWNER_PASSWORD, Server},
    patience::{self, CROSSING},
    scim::client,
};
use reqwest::{RequestBuilder, Response};
use serde_json::{Value, json};

const EMAIL: &str = "ana.lind@atko.com";

/// Someone's session, as a browser or the app holds it.
struct Held {
    url: String,
    cookie: Option<String>,
    token: Option<String>,
}

impl Held {
    async fn begin(server: &Server, surface: &str) -> Result<Self> {
        let answer = client()?
            .post(format!("{}/api/v1/session", server.url))
            .header("x-latchkey-surface", surface)
            .json(&json!({"userName": EMAIL, "password": OWNER_PASSWORD}))
            .send()
            .await?;
        ensure!(answer.status() == 201, "{surface}: {}", answer.status());
        let cookie = answer
            .headers()
            .get("set-cookie")
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split(';').next())
            .map(str::to_owned);
        let body: Value = answer.json().await?;
        Ok(Self {
            url: server.url.clone(),
            cookie,
            token: body["token"].as_str().map(str::to_owned),
        })
    }

    fn get(&self, path: &str) -> Result<RequestBuilder> {
        let request = client()?.get(format!("{}/api/v1{path}", self.url));
        Ok(match (&self.token, &self.cookie) {
            (Some(token), _) => request.bearer_auth(token),
            (None, cookie) => request.header("cookie", cookie.as_deref().context("no cookie")?),
        })
    }

    async fn ended(&self) -> Result<()> {
        patience::until(CROSSING, "the end of the session", async || {
            let status = self.get("/session")?.send().await?.status();
            Ok(if status == 401 {
                Ok(())
            } else {
                Err(status.to_string())
            })
        })
        .await?;
        Ok(())
    }
}

/// The answer to a long poll that was under way.
async fn closed(poll: tokio::task::JoinHandle<reqwest::Result<Response>>) -> Result<u16> {
    let answer = tokio::time::timeout(Duration::from_secs(20), poll)
        .await
        .context("the long poll went on")???;
    Ok(answer.status().as_u16())
}

#[tokio::test]
async fn a_deactivation_at_the_terminal_ends_everything_in_the_running_server() -> Result<()> {
    let installation = Installation::set_up().await?;
    let added = installation
        .run(&[
            "user",
            "add",
            "--email",
            EMAIL,
            "--given-name",
            "Ana",
            "--family-name",
            "Lind",
            "--access-role",
            "Admin",
            "--json",
        ])
        .await?
        .done()?
        .json()?;
    let id = added["id"].as_str().context("no id")?.to_owned();
    installation
        .run_with_input(
            &["user", "password", &id, "--password-stdin"],
            OWNER_PASSWORD,
        )
        .await?
        .done()?;
    let server = installation.serve().await?;
    let portal = Held::begin(&server, "portal").await?;
    let app = Held::begin(&server, "app").await?;
    let mut polls = Vec::new();
    for held in [&portal, &app] {
        // Entries of a kind that there is none of: only the end of the session answers before 25 s.
        let path = "/activity?after=0&wait=25&kind=nothing";
        polls.push(tokio::spawn(held.get(path)?.send()));
    }

    installation
        .run(&["user", "deactivate", &id])
        .await?
        .done()?;
    portal.ended().await?;
    app.ended().await?;
    for poll in polls {
        ensure!(closed(poll).await? == 401);
    }
    // Brought back, nothing of before opens again.
    installation
        .run(&["user", "reactivate", &id])
        .await?
        .done()?;
    for held in [&portal, &app] {
        ensure!(held.get("/session")?.send().await?.status() == 401);
    }
    Held::begin(&server, "portal").await?;
    Ok(())
}
