//! Nothing secret rests in the data folder, its backups or the log: everything secret that goes through a server in a day
//! is put in, and looked for afterwards, with the log turned up as far as it goes.

mod day;
mod secrets;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use latchkey_testkit::certificates::Authority;
use latchkey_tests::installation::{Installation, OWNER};
use latchkey_tests::scim::client_trusting;
use serde_json::{Value, json};

use day::{CLIENT_ID, Day, INVITED, NATIVE, OWNERS, PASSPHRASE, SYNCED, WRONG, ada, okta, serve};
use secrets::{Secrets, contains};

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
        day.secrets.get("the cookie of setting up")?
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
    let made = day
        .installation
        .data()
        .join("backups")
        .join(text(&backup["file"])?);
    let made = made.to_str().context("a path in UTF-8")?.to_owned();
    let mut restored = Vec::new();
    let copy = day.installation.beside("copy.backup");
    let copy = copy.to_str().context("a path in UTF-8")?.to_owned();
    day.run(&["backup", &copy]).await?;

    // Cut off, so that the write-ahead log stays as it is.
    let mut looked_at = files(&day.installation.data())?;
    let log = server.output();
    server.kill().await?;
    looked_at.extend(files(&day.installation.data())?);
    // In a backup everything is compressed: what is looked through is the database that it makes.
    for backup in [copy.clone(), made.clone()] {
        let anew = Installation::untouched()?;
        anew.run(&["restore", &backup]).await?.done()?;
        looked_at.extend(files(&anew.data())?);
        restored.push(anew);
    }
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
