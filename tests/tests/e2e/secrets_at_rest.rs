//! Nothing secret rests in the data folder, its backups or the log: everything secret that goes through a server in a day
//! is put in, and looked for afterwards, with the log turned up as far as it goes.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail, ensure};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};
use jiff::Timestamp;
use latchkey_rehearsal::{
    issuer::{Behaviour, Issuer, IssuerConfig},
    people::{People, Person},
};
use latchkey_testkit::certificates::{Authority, write_key};
use latchkey_tests::{
    installation::{Installation, OWNER},
    patience::{LIMIT, until},
    process::Process,
    program,
    scim::client_trusting,
};
use reqwest::{Client, RequestBuilder, Response, header};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use url::Url;

const CLIENT_ID: &str = "0oa-secrets-at-rest";
const PASSPHRASE: &str = "a passphrase that seals passkeys 7731";
const OWNERS: &str = "owner password 4c1f never at rest";
const WRONG: &str = "wrong password 90aa never at rest";
const SYNCED: &str = "synced password 77be never at rest";
const INVITED: &str = "invited password 3d02 never at rest";
const APP_SECRET: &str = "c2VjcmV0LW9mLWEtbmF0aXZlLWFwcC1uZXZlci1yZXN0";
const NATIVE: &str = "http://127.0.0.1:8766/callback";

/// What was put in, by name.
#[derive(Default)]
struct Secrets(BTreeMap<String, String>);

impl Secrets {
    fn add(&mut self, name: &str, secret: &str) -> Result<()> {
        ensure!(
            secret.len() >= 8,
            "{name} is too short to be looked for: {secret:?}"
        );
        self.0.insert(name.to_owned(), secret.to_owned());
        Ok(())
    }

    /// Every form in which `text` could show one: which, and how.
    fn found_in(&self, text: &[u8]) -> Vec<String> {
        let mut found = Vec::new();
        for (name, secret) in &self.0 {
            for (form, shown) in forms(secret) {
                if contains(text, shown.as_bytes()) {
                    found.push(format!("{name}, {form}"));
                }
            }
        }
        found
    }
}

const DIGITS: &str = "0123456789abcdef";

/// The secret as it is, percent-encoded, in hexadecimal, and in base64 wherever it may begin in a longer text.
fn forms(secret: &str) -> Vec<(String, String)> {
    let percent: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let hexadecimal = secret.bytes().fold(String::new(), |text, byte| {
        let (high, low) = (usize::from(byte >> 4), usize::from(byte & 15));
        text + &DIGITS[high..=high] + &DIGITS[low..=low]
    });
    let mut forms = vec![
        ("as it is".to_owned(), secret.to_owned()),
        ("percent-encoded".to_owned(), percent),
        ("in hexadecimal".to_owned(), hexadecimal),
    ];
    for before in 0..3 {
        let mut bytes = vec![b':'; before];
        bytes.extend_from_slice(secret.as_bytes());
        // What stands before and behind it changes the letters at both ends.
        let whole = &bytes[..bytes.len() / 3 * 3];
        for (alphabet, text) in [
            ("base64", STANDARD_NO_PAD.encode(whole)),
            ("base64url", URL_SAFE_NO_PAD.encode(whole)),
        ] {
            forms.push((
                format!("{alphabet} from octet {before} on"),
                text[(before * 4).min(4)..].to_owned(),
            ));
        }
    }
    forms
}

fn contains(text: &[u8], wanted: &[u8]) -> bool {
    text.windows(wanted.len()).any(|window| window == wanted)
}

/// Every file below a folder.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    Ok(found)
}

/// The server under test, and what a day of it needs.
struct Day {
    installation: Installation,
    client: Client,
    url: String,
    secrets: Secrets,
    /// What commands said for people, beside their documents.
    said: String,
}

impl Day {
    /// One request; everything that is set as a cookie is secret from then on.
    async fn send(&mut self, name: &str, request: RequestBuilder) -> Result<Response> {
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

    fn api(&self, path: &str) -> String {
        format!("{}/api/v1{path}", self.url)
    }

    async fn post(&mut self, name: &str, path: &str, cookie: &str, body: &Value) -> Result<Value> {
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

    async fn run(&mut self, words: &[&str]) -> Result<Value> {
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
    async fn provision(&mut self, user_name: &str, passkey: &str) -> Result<()> {
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
    async fn through_issuer(
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
    async fn sign_in_by_browser(&mut self, issuer: &Issuer, person: &Person) -> Result<()> {
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
    async fn sign_in_natively(&mut self, issuer: &Issuer, person: &Person) -> Result<()> {
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

async fn okta(person: &Person, redirect_uris: Vec<String>) -> Result<Issuer> {
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

fn ada() -> Person {
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
async fn serve(
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

#[expect(clippy::too_many_lines, reason = "one day, told in its order")]
#[tokio::test]
async fn no_secret_of_a_day_is_in_the_data_folder_its_backups_or_the_log() -> Result<()> {
    let installation = Installation::untouched()?;
    let authority = Authority::new()?;
    let (server, url, code) = serve(&installation, &authority).await?;
    let mut day = Day {
        client: client_trusting(&authority.pem)?,
        installation,
        url,
        secrets: Secrets::default(),
        said: String::new(),
    };
    for (name, secret) in [
        ("the owner's password", OWNERS),
        ("a wrong password", WRONG),
        ("a password that Okta sent", SYNCED),
        ("a password behind an invite", INVITED),
        ("the passphrase", PASSPHRASE),
    ] {
        day.secrets.add(name, secret)?;
    }
    let key = fs::read_to_string(day.installation.beside("key.pem"))?;
    day.secrets
        .add("the TLS key", key.lines().nth(1).context("a key")?)?;

    let setup = json!({"code": code, "organization": "Atko", "password": OWNERS,
        "owner": {"email": OWNER, "givenName": "Olga", "familyName": "Owner"}});
    day.post("setting up", "/setup", "", &setup).await?;
    let cookie = format!(
        "__Host-latchkey_session={}",
        day.secrets.0["the cookie of setting up"]
    );
    let wrong = json!({"userName": OWNER, "password": WRONG});
    let refused = day
        .client
        .post(day.api("/session"))
        .json(&wrong)
        .send()
        .await?;
    ensure!(refused.status() == 401, "{}", refused.status());
    let right = json!({"userName": OWNER, "password": OWNERS});
    day.post("the owner's second session", "/session", "", &right)
        .await?;

    let passphrase = day.installation.beside("passphrase");
    let passphrase = passphrase.to_str().context("a path in UTF-8")?.to_owned();
    let in_file = ["--passkey-store", "file", "--passphrase-file", &passphrase];
    day.run(&["toolkit", "enable"]).await?;
    let added = day
        .run(&[["connector", "add", "okta"].as_slice(), &in_file].concat())
        .await?;
    let text = |value: &Value| value.as_str().map(str::to_owned).context("a text");
    let (user_name, first) = (text(&added["userName"])?, text(&added["password"])?);
    day.secrets.add("the first passkey", &first)?;
    let rotated = day
        .post(
            "rotating",
            "/connectors/okta/passkeys",
            &cookie,
            &json!({"graceSeconds": 3600}),
        )
        .await?;
    let second = text(&rotated["password"])?;
    day.secrets.add("the second passkey", &second)?;
    let id = text(&rotated["passkeys"][0]["id"])?;
    let path = format!("/connectors/okta/passkeys/{id}/reveal");
    let revealed = day.post("revealing", &path, &cookie, &json!({})).await?;
    ensure!(
        revealed["password"] == second.as_str(),
        "the sealed file does not give it back: {revealed}"
    );
    day.provision(&user_name, &first).await?;
    let who = day
        .client
        .get(format!("{}/scim/v2/Users", day.url))
        .bearer_auth(&second)
        .send()
        .await?;
    ensure!(who.status() == 200, "{}", who.status());

    let new = json!({"email": "ivo@atko.com", "givenName": "Ivo", "familyName": "Ek", "accessRole": "ReadOnly"});
    let ivo = day.post("adding", "/users", &cookie, &new).await?;
    let path = format!("/users/{}/invite", text(&ivo["id"])?);
    let link = text(&day.post("inviting", &path, &cookie, &json!({})).await?["url"])?;
    let token = link.rsplit('/').next().unwrap_or_default().to_owned();
    day.secrets.add("the invite's token", &token)?;
    for address in [link.clone(), day.api(&format!("/invites/{token}"))] {
        ensure!(
            day.client.get(address).send().await?.status() == 200,
            "the link leads nowhere"
        );
    }
    day.post(
        "accepting",
        &format!("/invites/{token}"),
        "",
        &json!({"password": INVITED}),
    )
    .await?;
    let backup = day
        .post("backing up", "/backups", &cookie, &json!({}))
        .await?;
    ensure!(backup["bytes"].as_u64() > Some(0), "{backup}");

    let redirects = vec![format!("{}/auth/callback", day.url), NATIVE.to_owned()];
    let issuer = okta(&ada(), redirects).await?;
    day.run(&[
        "sign-in",
        "set",
        "--issuer",
        issuer.issuer_url(),
        "--client-id",
        CLIENT_ID,
        "--without-test",
    ])
    .await?;
    let ada_here = day
        .run(&["user", "edit", "ada.lind@atko.com", "--access-role", "User"])
        .await?;
    ensure!(ada_here["accessRole"] == "User", "{ada_here}");
    day.sign_in_by_browser(&issuer, &ada()).await?;
    day.sign_in_natively(&issuer, &ada()).await?;
    let copy = day.installation.beside("copy.db");
    let copy = copy.to_str().context("a path in UTF-8")?.to_owned();
    day.run(&["backup", &copy]).await?;

    // Cut off, so that the write-ahead log stays as it is.
    let mut looked_at = files(&day.installation.data())?;
    let log = server.output();
    server.kill().await?;
    looked_at.extend(files(&day.installation.data())?);
    looked_at.push(copy.into());
    let mut bytes = 0;
    let mut met = false;
    for file in looked_at {
        let Ok(content) = fs::read(&file) else {
            // The lock and the write-ahead log come and go.
            continue;
        };
        bytes += content.len();
        met |= contains(&content, b"ada.lind@atko.com");
        let mut found = day.secrets.found_in(&content);
        if contains(&content, code.as_bytes()) {
            found.push("the one-time code".to_owned());
        }
        if contains(&content, b"eyJhbGci") || contains(&content, b"eyJraWQi") {
            found.push("a token of the issuer".to_owned());
        }
        ensure!(found.is_empty(), "{} holds {found:?}", file.display());
    }
    ensure!(met && bytes > 100_000, "only {bytes} bytes were searched");

    // The one-time code is for whoever reads the terminal; it works once.
    for (what, text) in [("the server", &log), ("the commands", &day.said)] {
        let found = day.secrets.found_in(text.as_bytes());
        ensure!(found.is_empty(), "the log of {what} holds {found:?}");
        ensure!(
            !text.contains("eyJhbGci") && !text.contains("eyJraWQi"),
            "the log of {what} holds a token"
        );
    }
    ensure!(
        log.contains("DEBUG") && log.contains("serving"),
        "the log was not turned up: {log}"
    );
    Ok(())
}

#[test]
fn every_form_of_a_secret_is_found() -> Result<()> {
    let mut secrets = Secrets::default();
    secrets.add("it", "a/secret+of some length")?;
    for text in [
        "x a/secret+of some length y".to_owned(),
        "?q=a%2Fsecret%2Bof+some+length".to_owned(),
        STANDARD.encode("a/secret+of some length"),
        STANDARD.encode("user:a/secret+of some length"),
        STANDARD.encode("users:a/secret+of some length, and more"),
        URL_SAFE_NO_PAD.encode("{\"k\":\"a/secret+of some length\"}"),
        "612f7365637265742b6f6620736f6d65206c656e677468".to_owned(),
    ] {
        ensure!(
            !secrets.found_in(text.as_bytes()).is_empty(),
            "not found in {text}"
        );
    }
    ensure!(
        secrets.found_in(b"a/secret of some length").is_empty(),
        "found where it is not"
    );
    Ok(())
}
