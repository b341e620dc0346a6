//! Okta and the owner before a server whose disk fails.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use latchkey_tests::installation::{Connector, OWNER, OWNER_PASSWORD, Server};
use latchkey_tests::patience;
use latchkey_tests::scim::{Answer, Scim, client, new_user};
use serde_json::{Value, json};

pub(super) struct Stage<'s> {
    server: &'s Server,
    scim: Scim,
    session: String,
    /// Users whose creation was answered 201, as they were answered.
    answered: Vec<Value>,
}

impl<'s> Stage<'s> {
    pub(super) async fn of(server: &'s Server, connector: &Connector) -> Result<Self> {
        let answer = client()?
            .post(format!("{}/api/v1/session", server.url))
            .header("x-latchkey-surface", "app")
            .json(&json!({"userName": OWNER, "password": OWNER_PASSWORD}))
            .send()
            .await?;
        ensure!(answer.status() == 201, "{}", answer.status());
        let body: Value = answer.json().await?;
        Ok(Self {
            server,
            scim: server.scim(connector)?,
            session: body["token"].as_str().context("no token")?.to_owned(),
            answered: Vec::new(),
        })
    }

    pub(super) async fn create(&mut self, name: &str) -> Result<Answer> {
        let user = new_user(&format!("{name}@atko.com"), name, "Lind", name);
        let answer = self.scim.post("/Users", &user).await?;
        if answer.status == 201 {
            self.answered.push(answer.body.clone());
        }
        Ok(answer)
    }

    async fn api(&self, path: &str) -> Result<(u16, Value)> {
        let answer = client()?
            .get(format!("{}/api/v1{path}", self.server.url))
            .bearer_auth(&self.session)
            .send()
            .await?;
        Ok((answer.status().as_u16(), answer.json().await?))
    }

    async fn on_home(&self) -> Result<Option<String>> {
        let (status, home) = self.api("/home").await?;
        ensure!(status == 200, "{status}: {home}");
        let all = home["attention"].as_array().context("no attention")?;
        let told = all.iter().find(|one| one["code"] == "store_failing");
        Ok(told
            .and_then(|one| one["sentence"].as_str())
            .map(str::to_owned))
    }

    /// The answer, a change by a person, Home, Troubleshooting and the log say what is wrong.
    pub(super) async fn is_told(&self, refused: &Answer, seconds: &str, words: &str) -> Result<()> {
        let detail = refused.clone().refusal(503, None)?;
        ensure!(
            refused.retry_after.as_deref() == Some(seconds),
            "Retry-After: {:?}",
            refused.retry_after
        );
        ensure!(
            detail.contains(words) && detail.contains("Nothing was changed."),
            "{detail}"
        );
        let by_api = client()?
            .post(format!("{}/api/v1/session", self.server.url))
            .json(&json!({"userName": OWNER, "password": OWNER_PASSWORD}))
            .send()
            .await?;
        ensure!(by_api.status() == 503, "{}", by_api.status());
        ensure!(by_api.headers()["retry-after"] == seconds);
        ensure!(by_api.headers()["content-type"] == "application/problem+json");
        let problem: Value = by_api.json().await?;
        ensure!(problem["code"] == "unavailable", "{problem}");

        let told = self.on_home().await?.context("Home does not say it")?;
        ensure!(told.contains(words), "{told}");
        let (_, page) = self.api("/troubleshooting").await?;
        let checks = page["checks"].as_array().context("no checks")?;
        let disk = checks.iter().find(|check| check["id"] == "disk");
        ensure!(
            disk.is_some_and(|check| check["state"] == "failed"),
            "{page}"
        );
        let log = self.server.process.output();
        ensure!(log.contains(&detail), "the log does not say it:\n{log}");
        Ok(())
    }

    /// Everything that was answered is read as it was answered.
    pub(super) async fn reads_go_on(&self) -> Result<()> {
        for user in &self.answered {
            let id = user["id"].as_str().unwrap_or_default();
            let found = self.scim.get(&format!("/Users/{id}")).await?.expect(200)?;
            ensure!(found.body == *user, "{}\n{user}", found.body);
        }
        let all = self.scim.get("/Users?count=0").await?.expect(200)?;
        // The owner is one of them.
        ensure!(
            all.body["totalResults"] == self.answered.len() + 1,
            "{} were answered: {}",
            self.answered.len(),
            all.body
        );
        Ok(())
    }

    /// Home says nothing of it any more, the record does, and nothing was lost.
    pub(super) async fn is_over(&self, limit: Duration) -> Result<()> {
        patience::until(limit, "the end of the fault on Home", async || {
            Ok(match self.on_home().await? {
                None => Ok(()),
                Some(told) => Err(told),
            })
        })
        .await?;
        let (_, activity) = self.api("/activity?limit=50").await?;
        ensure!(
            activity.to_string().contains("store.recovered"),
            "{activity}"
        );
        self.reads_go_on().await?;
        let log = self.server.process.output();
        ensure!(!log.contains("panicked"), "{log}");
        Ok(())
    }
}
