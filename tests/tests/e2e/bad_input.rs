//! Bad input over TCP: the RFC's status and scimType, a `detail` to act on, nothing changed, and the server still there.

use anyhow::{Context as _, Result, ensure};
use latchkey_tests::{
    installation::{Connector, Installation, Server},
    raw,
    scim::{Answer, Scim, new_user},
};
use reqwest::Method;
use serde_json::{Value, json};

struct Stage {
    _installation: Installation,
    server: Server,
    connector: Connector,
    scim: Scim,
    before: Value,
}

impl Stage {
    async fn prepare() -> Result<Self> {
        let (installation, connector) = Installation::connected().await?;
        let server = installation.serve().await?;
        let scim = server.scim(&connector)?;
        scim.post(
            "/Users",
            &new_user("émile@atko.com", "Émile", "Zola", "00uemile"),
        )
        .await?
        .expect(201)?;
        let before = scim.get("/Users").await?.expect(200)?.body;
        Ok(Self {
            _installation: installation,
            server,
            connector,
            scim,
            before,
        })
    }

    async fn post(&self, body: impl Into<Vec<u8>>) -> Result<Answer> {
        self.scim
            .send(Method::POST, "/Users", Some(body.into()))
            .await
    }

    async fn search(&self, filter: &str) -> Result<Answer> {
        let search = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"], "filter": filter});
        self.scim.post("/Users/.search", &search).await
    }

    /// Whatever was sent, the directory is as it was and the server answers.
    async fn is_unchanged(&self) -> Result<()> {
        let now = self.scim.get("/Users").await?.expect(200)?.body;
        ensure!(
            now == self.before,
            "something changed:\n{now}\n{}",
            self.before
        );
        ensure!(
            !self.server.process.output().contains("panicked"),
            "it panicked:\n{}",
            self.server.process.output()
        );
        Ok(())
    }
}

fn user_with(changes: &[(&str, Value)]) -> Result<Vec<u8>> {
    let mut user = new_user("bo@atko.com", "Bo", "Lind", "00ubo");
    for (pointer, value) in changes {
        *user
            .pointer_mut(pointer)
            .with_context(|| format!("no {pointer}"))? = value.clone();
    }
    Ok(user.to_string().into_bytes())
}

#[tokio::test]
async fn what_is_no_json_is_invalid_syntax() -> Result<()> {
    let stage = Stage::prepare().await?;
    let mut invalid_utf8 = user_with(&[])?;
    let place = invalid_utf8
        .windows(4)
        .position(|window| window == b"Lind")
        .context("a name")?;
    invalid_utf8[place] = 0xff;
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for body in [
        b"".to_vec(),
        b"{".to_vec(),
        b"{\"userName\": \"bo@atko.com\"".to_vec(),
        b"userName=bo".to_vec(),
        b"{\"userName\": \"a@atko.com\", \"userName\": \"b@atko.com\"}".to_vec(),
        b"[]".to_vec(),
        b"\"bo\"".to_vec(),
        invalid_utf8,
        deep.into_bytes(),
    ] {
        let shown = String::from_utf8_lossy(&body[..body.len().min(60)]).into_owned();
        stage
            .post(body)
            .await?
            .refusal(400, Some("invalidSyntax"))
            .context(shown)?;
    }
    stage.is_unchanged().await
}

#[tokio::test]
async fn values_of_the_wrong_kind_are_named() -> Result<()> {
    let stage = Stage::prepare().await?;
    for (pointer, value, named) in [
        ("/userName", json!(5), "userName"),
        ("/userName", json!({"value": "bo"}), "userName"),
        ("/name", json!("Bo Lind"), "name"),
        ("/active", json!("perhaps"), "active"),
        ("/emails", json!(7), "emails"),
        ("/emails/0/value", json!(["bo@atko.com"]), "emails"),
        ("/displayName", json!("x".repeat(100 * 1024)), "displayName"),
        ("/userName", json!("bo\u{0}@atko.com"), "userName"),
        ("/userName", json!("bo\r\n@atko.com"), "userName"),
        ("/emails/0/value", json!("bo\u{7}@atko.com"), "emails"),
        ("/name/familyName", json!("Lind\u{0}"), "name.familyName"),
    ] {
        let answer = stage.post(user_with(&[(pointer, value.clone())])?).await?;
        let shown: String = value.to_string().chars().take(60).collect();
        let detail = answer
            .refusal(400, Some("invalidValue"))
            .with_context(|| format!("{pointer} = {shown}"))?;
        ensure!(
            detail.contains(named),
            "{pointer}: the detail does not name it: {detail}"
        );
        ensure!(
            detail.len() < 2_000,
            "{pointer}: a detail of {} bytes",
            detail.len()
        );
    }
    stage.is_unchanged().await
}

#[tokio::test]
async fn a_user_name_that_differs_only_in_case_or_unicode_form_is_taken() -> Result<()> {
    let stage = Stage::prepare().await?;
    for same in [
        "ÉMILE@ATKO.COM",
        "e\u{301}mile@atko.com",
        "E\u{301}MILE@atko.com",
    ] {
        let user = user_with(&[("/userName", json!(same))])?;
        stage
            .post(user)
            .await?
            .refusal(409, Some("uniqueness"))
            .context(same)?;
    }
    let email = user_with(&[("/emails/0/value", json!("Émile@Atko.com"))])?;
    stage.post(email).await?.refusal(409, Some("uniqueness"))?;
    stage.is_unchanged().await
}

#[tokio::test]
async fn a_body_over_its_limit_is_413_and_under_it_is_not() -> Result<()> {
    let stage = Stage::prepare().await?;
    let spaces = " ".repeat(1024 * 1024 + 1);
    stage.post(spaces.clone()).await?.refusal(413, None)?;

    // Bulk and group pushes may have 8 MiB.
    for path in ["/Bulk", "/Groups"] {
        let answer = stage
            .scim
            .send(Method::POST, path, Some(spaces.clone().into_bytes()))
            .await?;
        answer.refusal(400, Some("invalidSyntax")).context(path)?;
        let answer = stage
            .scim
            .send(Method::POST, path, Some(vec![b' '; 8 * 1024 * 1024 + 1]))
            .await?;
        answer.refusal(413, None).context(path)?;
    }
    stage.is_unchanged().await
}

#[tokio::test]
async fn a_filter_that_is_wrong_too_long_or_too_deep_is_refused() -> Result<()> {
    let stage = Stage::prepare().await?;
    let long = format!("userName eq \"{}\"", "x".repeat(100_000));
    let deep = format!("{}userName pr{}", "(".repeat(50_000), ")".repeat(50_000));
    let wide = vec!["userName pr"; 5_000].join(" or ");
    for filter in [
        "userName",
        "userName eq",
        "userName eq \"",
        "userName is \"x\"",
        "(userName pr",
        "emails[type eq",
        &long,
        &deep,
        &wide,
    ] {
        let shown: String = filter.chars().take(40).collect();
        stage
            .search(filter)
            .await?
            .refusal(400, Some("invalidFilter"))
            .context(shown)?;
    }
    stage
        .scim
        .find("userName eq \"")
        .await?
        .refusal(400, Some("invalidFilter"))?;
    stage.is_unchanged().await
}

#[tokio::test]
async fn a_patch_to_nowhere_is_refused_whole() -> Result<()> {
    let stage = Stage::prepare().await?;
    let id = stage
        .before
        .pointer("/Resources/1/id")
        .and_then(Value::as_str)
        .context("an id")?;
    let path = format!("/Users/{id}");
    for (operation, scim_type) in [
        (
            json!({"op": "replace", "path": "frobnicate", "value": 1}),
            "invalidPath",
        ),
        (
            json!({"op": "replace", "path": "emails[type eq", "value": 1}),
            "invalidFilter",
        ),
        (json!({"op": "remove"}), "noTarget"),
        (
            json!({"op": "replace", "path": "id", "value": "other"}),
            "mutability",
        ),
        (
            json!({"op": "replace", "path": "userName", "value": 5}),
            "invalidValue",
        ),
        (
            json!({"op": "explode", "path": "title", "value": "x"}),
            "invalidSyntax",
        ),
    ] {
        // The first would be done if the second did not refuse both.
        let both =
            json!([{"op": "replace", "path": "title", "value": "Author"}, operation.clone()]);
        stage
            .scim
            .patch(&path, &both)
            .await?
            .refusal(400, Some(scim_type))
            .with_context(|| operation.to_string())?;
    }
    stage.is_unchanged().await
}

#[tokio::test]
async fn an_id_of_the_wrong_kind_and_an_unknown_path_are_404() -> Result<()> {
    let stage = Stage::prepare().await?;
    for path in [
        "/Users/1",
        "/Users/%00",
        "/Users/..%2f..%2fetc",
        "/Groups/x",
        "/Nothing",
        "/Users/1/2",
        "/Schemas/urn:none",
        "/",
    ] {
        stage
            .scim
            .get(path)
            .await?
            .refusal(404, None)
            .context(path)?;
    }
    for (method, path) in [
        (Method::DELETE, "/Users"),
        (Method::PUT, "/ServiceProviderConfig"),
        (Method::GET, "/Bulk"),
        (Method::POST, "/Schemas"),
    ] {
        stage
            .scim
            .send(method.clone(), path, None)
            .await?
            .refusal(405, None)
            .with_context(|| format!("{method} {path}"))?;
    }
    stage.is_unchanged().await
}

#[tokio::test]
async fn what_is_no_http_ends_the_connection_only() -> Result<()> {
    let stage = Stage::prepare().await?;
    let address = stage.server.address();
    for bytes in [
        &b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"[..],
        b"GET\r\n\r\n",
        b"GET /scim/v2/Users HTTP/9.9\r\n\r\n",
    ] {
        let answer = raw::exchange(address, bytes).await?;
        ensure!(
            answer.is_empty() || raw::status(&answer)? >= 400,
            "{answer}"
        );
    }
    let many = format!("X-Filler: {}\r\n", "x".repeat(1_000)).repeat(300);
    let answer = raw::exchange(
        address,
        format!("GET /scim/v2/Users HTTP/1.1\r\nHost: {address}\r\n{many}\r\n").as_bytes(),
    )
    .await?;
    ensure!(
        answer.is_empty() || raw::status(&answer)? >= 400,
        "{answer}"
    );
    stage.is_unchanged().await
}

#[tokio::test]
async fn a_body_that_says_another_length_or_type_changes_nothing() -> Result<()> {
    let stage = Stage::prepare().await?;
    let address = stage.server.address();
    let authorization = stage.scim.authorization();
    let head = format!(
        "POST /scim/v2/Users HTTP/1.1\r\nHost: {address}\r\nAuthorization: {authorization}\r\nConnection: close\r\n"
    );
    let body = String::from_utf8(user_with(&[])?)?;
    let texts = format!(
        "{head}Content-Type: text/plain\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    ensure!(
        raw::status(&raw::exchange(address, texts.as_bytes()).await?)? == 415,
        "text/plain was taken"
    );
    let claims = format!(
        "{head}Content-Type: application/scim+json\r\nContent-Length: 9999999999\r\n\r\n{body}"
    );
    ensure!(
        raw::status(&raw::exchange(address, claims.as_bytes()).await?)? == 413,
        "a claim of 10 GB was waited for"
    );
    ensure!(
        !stage
            .server
            .process
            .output()
            .contains(&stage.connector.password),
        "the passkey is in the log"
    );
    stage.is_unchanged().await
}
