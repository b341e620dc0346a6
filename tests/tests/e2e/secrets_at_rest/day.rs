//! A day of a server: whatever carries a secret, done once.

use anyhow::{Context as _, Result, bail, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jiff::Timestamp;
use latchkey_rehearsal::{
    issuer::{Behaviour, Issuer, IssuerConfig},
    people::{People, Person},
};
use latchkey_testkit::certificates::{Authority, write_key};
use latchkey_tests::{
    installation::Installation,
    patience::{LIMIT, until},
    process::Process,
    program,
};
use reqwest::{Client, RequestBuilder, Response, header};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use url::Url;

use super::secrets::Secrets;

pub(super) const CLIENT_ID: &str = "0oa-secrets-at-rest";
pub(super) const PASSPHRASE: &str = "a passphrase that seals passkeys 7731";
pub(super) const OWNERS: &str = "owner password 4c1f never at rest";
pub(super) const WRONG: &str = "wrong password 90aa never at rest";
pub(super) const SYNCED: &str = "synced password 77be never at rest";
pub(super) const INVITED: &str = "invited password 3d02 never at rest";
const APP_SECRET: &str = "c2VjcmV0LW9mLWEtbmF0aXZlLWFwcC1uZXZlci1yZXN0";
pub(super) const NATIVE: &str = "http://127.0.0.1:8766/callback";

/// The server under test, and what a day of it needs.
pub(super) struct Day {
    pub(super) installation: Installation,
    pub(super) client: Client,
    pub(super) url: String,
    pub(super) secrets: Secrets,
    /// What commands said for people, beside their documents.
    pub(super) said: String,
}

impl Day {
    /// One request; everything that is set as a cookie is secret from then on.
    pub(super) async fn send(&mut self, name: &str, request: RequestBuilder) -> Result<Response> {
        let answer = request.send().await.with_context(|| name.to_owned())?;
        for cookie in answer.headers().get_all(header::SET_COOKIE) {
            let pair = cookie.to_str()?.split(';').next().unwrap_or_default();
            let (_, value) = pair.split_once('=').context("a cookie has a value")?;
            if !value.is_empty() {
                self.secrets.add(&format!("the cookie of {name}"), value)?;
            }
        }
        Ok(answer)
    }

    pub(super) fn api(&self, path: &str) -> String {
        format!("{}/api/v1{path}", self.url)
    }

    pub(super) async fn post(
        &mut self,
        name: &str,
        path: &str,
        cookie: &str,
        body: &Value,
    ) -> Result<Value> {
        let request = self
            .client
            .post(self.api(path))
            .header(header::COOKIE, cookie)
            .header("sec-fetch-site", "same-origin")
            .json(body);
        let answer = self.send(name, request).await?;
        let status = answer.status();
        let text = answer.text().await?;
        ensure!(status.is_success(), "{name}: {status} {text}");
        Ok(serde_json::from_str(&text).unwrap_or_default())
    }

    pub(super) async fn run(&mut self, words: &[&str]) -> Result<Value> {
        let mut command = program::command()?;
        command
            .arg("--data-dir")
            .arg(self.installation.data())
            .args(words)
            .arg("--json")
            .env("LATCHKEY_LOG", "trace");
        let run = program::run(command, "").await?.done()?;
        self.said.push_str(&run.stderr);
        run.json()
    }

    /// Okta's calls, with a password in each way that there is, and with credentials of each form, wrong ones among them.
    pub(super) async fn provision(&mut self, user_name: &str, passkey: &str) -> Result<()> {
        let base = format!("{}/scim/v2", self.url);
        let user = json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
            "userName": "ada.lind@atko.com",
            "name": {"givenName": "Ada", "familyName": "Lind"},
            "emails": [{"primary": true, "value": "ada.lind@atko.com", "type": "work"}],
            "externalId": "00u1ada",
            "password": SYNCED,
            "active": true,
        });
        let basic = |password: &str| {
            format!(
                "Basic {}",
                STANDARD.encode(format!("{user_name}:{password}"))
            )
        };
        let made = self
            .client
            .post(format!("{base}/Users"))
            .header(header::AUTHORIZATION, basic(passkey))
            .json(&user)
            .send()
            .await?;
        ensure!(made.status() == 201, "{}", made.text().await?);
        let id = made.json::<Value>().await?["id"]
            .as_str()
            .context("an id")?
            .to_owned();
        let one = format!("{base}/Users/{id}");
        let patch = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
            "Operations": [{"op": "replace", "path": "password", "value": SYNCED}]});
        let bulk = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
            "Operations": [{"method": "PUT", "path": format!("/Users/{id}"), "data": user}]});
        for request in [
            self.client
                .put(&one)
                .header(header::AUTHORIZATION, format!("Bearer {passkey}"))
                .json(&user),
            self.client
                .patch(&one)
                .header(header::AUTHORIZATION, passkey)
                .json(&patch),
            self.client
                .post(format!("{base}/Bulk"))
                .bearer_auth(passkey)
                .json(&bulk),
        ] {
            let answer = request.send().await?;
            ensure!(answer.status().is_success(), "{}", answer.text().await?);
        }
        for wrong in [basic(WRONG), format!("Bearer {WRONG}"), WRONG.to_owned()] {
            let answer = self
                .client
                .get(&one)
                .header(header::AUTHORIZATION, wrong)
                .send()
                .await?;
            ensure!(answer.status() == 401, "{}", answer.status());
        }
        // Refused for what is in it, and with a password in a place where none belongs.
        let broken = json!({"userName": "bo@atko.com", "password": SYNCED});
        let answer = self
            .client
            .post(format!("{base}/Users"))
            .bearer_auth(passkey)
            .json(&broken)
            .send()
            .await?;
        ensure!(answer.status() == 400, "{}", answer.status());
        Ok(())
    }

    /// From `address` through the issuer's own pages to wherever it leads back.
    pub(super) async fn through_issuer(
        &mut self,
        issuer: &Issuer,
        address: Url,
        user_name: &str,
    ) -> Result<Url> {
        let okta = Client::builder()
            .no_proxy()
            .cookie_store(true)
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        let home = Url::parse(issuer.issuer_url())?;
        let page = okta.get(address).send().await?.text().await?;
        let (_, field) = page
            .split_once("name=\"fromURI\"")
            .context("no sign-in page")?;
        let (_, field) = field.split_once("value=\"").context("no value")?;
        let from = field
            .split('"')
            .next()
            .unwrap_or_default()
            .replace("&amp;", "&");
        let form = [
            ("fromURI", from.as_str()),
            ("userName", user_name),
            ("password", "any"),
        ];
        let mut answer = okta
            .post(home.join("/login/login.htm")?)
            .form(&form)
            .send()
            .await?;
        for _ in 0..5 {
            let next = answer
                .headers()
                .get(header::LOCATION)
                .context("the issuer leads nowhere")?
                .to_str()?;
            let next = answer.url().join(next)?;
            if next.origin() != home.origin() {
                return Ok(next);
            }
            answer = okta.get(next).send().await?;
        }
        bail!("the issuer does not lead back")
    }

    /// The web portal's sign-in.
    pub(super) async fn sign_in_by_browser(
        &mut self,
        issuer: &Issuer,
        person: &Person,
    ) -> Result<()> {
        let login = self
            .client
            .get(format!("{}/auth/login?return_to=/", self.url));
        let started = self.send("the sign-in", login).await?;
        let transaction = started.headers()[header::SET_COOKIE].to_str()?.to_owned();
        let pair = transaction.split(';').next().unwrap_or_default().to_owned();
        let (_, value) = pair.split_once('=').context("a cookie")?;
        let carried: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(value)?)?;
        let mut texts = Vec::new();
        long_texts(&carried["pending"], &mut texts);
        ensure!(texts.len() >= 3, "state, nonce and verifier: {carried}");
        for (index, text) in texts.iter().enumerate() {
            self.secrets
                .add(&format!("text {index} of the sign-in's transaction"), text)?;
        }
        let authorize = Url::parse(started.headers()[header::LOCATION].to_str()?)?;
        let callback = self
            .through_issuer(issuer, authorize, &person.user_name)
            .await?;
        self.secrets.add(
            "the portal's authorization code",
            &query(&callback, "code")?,
        )?;
        let back = self
            .client
            .get(callback.clone())
            .header(header::COOKIE, &pair);
        let landed = self.send("the portal", back).await?;
        ensure!(landed.status() == 303, "{}", landed.text().await?);
        // The same once more is refused, and puts the code on no record.
        let again = self.client.get(callback).header(header::COOKIE, &pair);
        let refused = self.send("the callback again", again).await?;
        ensure!(refused.status().is_client_error(), "{}", refused.status());
        Ok(())
    }

    /// A native app's sign-in: it redeems the code itself and hands in the ID token.
    pub(super) async fn sign_in_natively(
        &mut self,
        issuer: &Issuer,
        person: &Person,
    ) -> Result<()> {
        let given = self
            .post("the challenge", "/session/challenge", "", &json!({}))
            .await?;
        let challenge = given["challenge"]
            .as_str()
            .context("a challenge")?
            .to_owned();
        self.secrets.add("the challenge", &challenge)?;
        self.secrets.add("the app's secret", APP_SECRET)?;
        let hash = |text: String| URL_SAFE_NO_PAD.encode(Sha256::digest(text));
        let nonce = hash(format!("{challenge}{APP_SECRET}{}", self.url));
        let verifier = URL_SAFE_NO_PAD.encode([0x5a; 32]);
        let base = issuer.issuer_url();
        let mut authorize = Url::parse(&format!("{base}/v1/authorize"))?;
        authorize.query_pairs_mut().extend_pairs([
            ("client_id", CLIENT_ID),
            ("response_type", "code"),
            ("scope", "openid profile email"),
            ("redirect_uri", NATIVE),
            ("state", "a-state-of-the-app"),
            ("nonce", &nonce),
            ("code_challenge", &hash(verifier.clone())),
            ("code_challenge_method", "S256"),
        ]);
        let back = self
            .through_issuer(issuer, authorize, &person.user_name)
            .await?;
        let code = query(&back, "code")?;
        let tokens: Value = Client::builder()
            .no_proxy()
            .build()?
            .post(format!("{base}/v1/token"))
            .form(&[
                ("grant_type", "authorization_code"),
                ("client_id", CLIENT_ID),
                ("redirect_uri", NATIVE),
                ("code", &code),
                ("code_verifier", &verifier),
            ])
            .send()
            .await?
            .json()
            .await?;
        let id_token = tokens["id_token"]
            .as_str()
            .with_context(|| tokens.to_string())?;
        self.secrets.add("the ID token", id_token)?;
        let body = json!({"idToken": id_token, "challenge": challenge, "secret": APP_SECRET});
        let session = self.post("the app", "/session", "", &body).await?;
        let token = session["token"].as_str().context("a token")?;
        self.secrets.add("the app's session token", token)?;
        let who = self
            .client
            .get(self.api("/session"))
            .bearer_auth(token)
            .send()
            .await?;
        ensure!(who.status() == 200, "{}", who.status());
        // A challenge works once.
        let again = self
            .client
            .post(self.api("/session"))
            .json(&body)
            .send()
            .await?;
        ensure!(again.status().is_client_error(), "{}", again.status());
        Ok(())
    }
}

fn query(url: &Url, name: &str) -> Result<String> {
    url.query_pairs()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
        .with_context(|| format!("no {name} in {url}"))
}

/// The texts in a document that are long enough to be secrets and are no address.
fn long_texts(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) if text.len() >= 20 && !text.contains("://") => {
            found.push(text.clone());
        }
        Value::Array(items) => items.iter().for_each(|item| long_texts(item, found)),
        Value::Object(fields) => fields.values().for_each(|item| long_texts(item, found)),
        _ => {}
    }
}

pub(super) async fn okta(person: &Person, redirect_uris: Vec<String>) -> Result<Issuer> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the issuer tells the host's time, as the program does"
    )]
    let clock = std::sync::Arc::new(Timestamp::now);
    let mut people = People::nobody();
    people.put(person.clone());
    Issuer::start(IssuerConfig {
        listen: ([127, 0, 0, 1], 0).into(),
        path: "/oauth2/default".to_owned(),
        client_id: CLIENT_ID.to_owned(),
        redirect_uris,
        people,
        clock,
        behaviour: Behaviour::default(),
    })
    .await
}

pub(super) fn ada() -> Person {
    Person {
        okta_id: "00u1ada".to_owned(),
        user_name: "ada.lind@atko.com".to_owned(),
        given_name: "Ada".to_owned(),
        family_name: "Lind".to_owned(),
        email: "ada.lind@atko.com".to_owned(),
        display_name: "Ada Lind".to_owned(),
        role: None,
        assigned: true,
    }
}

/// The certificate, the passphrase and the log turned up; gives the process, its address and the set-up code.
pub(super) async fn serve(
    installation: &Installation,
    authority: &Authority,
) -> Result<(Process, String, String)> {
    let issued = authority.issue(&["127.0.0.1"], "2060-01-01T00:00:00Z".parse()?)?;
    issued.write(installation.outer())?;
    write_key(&installation.beside("passphrase"), PASSPHRASE)?;
    let mut command = installation.serving()?;
    command
        .arg("--tls-cert")
        .arg(installation.beside("cert.pem"))
        .arg("--tls-key")
        .arg(installation.beside("key.pem"))
        .args(["--passkey-store", "file", "--passphrase-file"])
        .arg(installation.beside("passphrase"))
        .env("LATCHKEY_LOG", "trace");
    let mut process = Process::start(command)?;
    let url = process.line_after("listening on ").await?;
    let (code, _) = until(LIMIT, "the one-time code", async || {
        let output = process.output();
        let code = output
            .lines()
            .find_map(|line| line.strip_prefix("one-time code: "));
        Ok(code.map(str::to_owned).ok_or(output.clone()))
    })
    .await?;
    Ok((process, url, code))
}
