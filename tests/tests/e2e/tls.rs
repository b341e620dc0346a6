//! `latchkey serve --tls-cert F --tls-key F`: the server speaks TLS itself, and nothing in the clear.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use jiff::{SignedDuration, Timestamp};
use latchkey_testkit::certificates::{Authority, write_key};
use latchkey_testkit::totp_code;
use latchkey_tests::{
    installation::{Installation, OWNER, OWNER_PASSWORD, Server},
    patience::{LIMIT, until},
    process::Process,
    program::{self, latchkey},
    scim::client_trusting,
};
use serde_json::{Value, json};

const HOST: &str = "127.0.0.1";

fn far() -> Result<Timestamp> {
    Ok("2060-01-01T00:00:00Z".parse()?)
}

/// The time of the machine: the program that is tested has no other.
fn in_days(days: i64) -> Result<Timestamp> {
    Ok(Timestamp::try_from(std::time::SystemTime::now())?
        .checked_add(SignedDuration::from_hours(24 * days))?)
}

/// Starts the server with the two files of `folder`.
fn start(installation: &Installation, folder: &Path) -> Result<Process> {
    let mut command = installation.serving()?;
    command
        .arg("--tls-cert")
        .arg(folder.join("cert.pem"))
        .arg("--tls-key")
        .arg(folder.join("key.pem"));
    Process::start(command)
}

#[tokio::test]
async fn a_pair_that_cannot_be_used_is_refused_by_the_name_of_its_file() -> Result<()> {
    let installation = Installation::set_up().await?;
    let authority = Authority::new()?;
    let good = authority.issue(&[HOST], far()?)?;
    let other = authority.issue(&[HOST], far()?)?;
    let ended = authority.issue(&[HOST], in_days(-1)?)?;
    let encrypted =
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n";
    for (certificate, key, named, said) in [
        (
            "",
            good.key.as_str(),
            "cert.pem",
            "has no certificate in it",
        ),
        (&good.certificate, "", "key.pem", "has no private key in it"),
        (&good.certificate, encrypted, "key.pem", "is encrypted"),
        (&good.certificate, &other.key, "key.pem", "does not belong"),
        (&ended.certificate, &ended.key, "cert.pem", "ended on"),
    ] {
        fs::write(installation.beside("cert.pem"), certificate)?;
        write_key(&installation.beside("key.pem"), key)?;
        let mut process = start(&installation, installation.outer())?;
        ensure!(
            process.ended().await?.code() == Some(1),
            "{}",
            process.output()
        );
        let output = process.output();
        ensure!(
            output.contains(named) && output.contains(said) && output.contains("not started"),
            "{said}: {output}"
        );
        ensure!(!output.contains("listening"), "{output}");
    }
    fs::remove_file(installation.beside("cert.pem"))?;
    let mut process = start(&installation, installation.outer())?;
    ensure!(
        process.ended().await?.code() == Some(1),
        "{}",
        process.output()
    );
    ensure!(
        process.output().contains("could not be read"),
        "{}",
        process.output()
    );
    Ok(())
}

#[tokio::test]
async fn a_key_that_others_can_read_is_refused() -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let installation = Installation::set_up().await?;
    let files = Authority::new()?
        .issue(&[HOST], far()?)?
        .write(installation.outer())?;
    fs::set_permissions(&files.key, fs::Permissions::from_mode(0o644))?;
    let mut process = start(&installation, installation.outer())?;
    ensure!(
        process.ended().await?.code() == Some(1),
        "{}",
        process.output()
    );
    ensure!(
        process.output().contains("chmod 600"),
        "{}",
        process.output()
    );
    Ok(())
}

#[tokio::test]
async fn plain_http_for_other_machines_is_refused_and_makes_no_folder() -> Result<()> {
    let installation = Installation::untouched()?;
    for listen in ["0.0.0.0:0", "[::]:0", "192.0.2.7:8765"] {
        let said = installation
            .run(&["serve", "--listen", listen])
            .await?
            .refused()?;
        for way in ["--tls-cert", "--trusted-proxy", "127.0.0.1"] {
            ensure!(said.contains(way), "{listen}, {way}: {said}");
        }
    }
    ensure!(!installation.data().exists(), "a folder was made");
    let run = latchkey(&["serve", "--tls-cert", "cert.pem"]).await?;
    ensure!(run.code == 2, "one of the two files alone: {run:?}");
    Ok(())
}

/// Signs the owner in, with an authenticator app where the server asks for one: others reach it. Gives the `Cookie` of the
/// session.
async fn sign_in(client: &reqwest::Client, server: &Server) -> Result<String> {
    let post = async |path: &str, body: Value| {
        let url = format!("{}/api/v1/session{path}", server.url);
        client.post(url).json(&body).send().await
    };
    let mut answer = post("", json!({"userName": OWNER, "password": OWNER_PASSWORD})).await?;
    if answer.status() == 401 {
        let asked: Value = answer.json().await?;
        ensure!(asked["code"] == "second_factor_enrolment_needed", "{asked}");
        let ticket = &asked["ticket"];
        let begun = post("/second-factor/totp", json!({"ticket": ticket})).await?;
        let begun: Value = begun.error_for_status()?.json().await?;
        let secret = begun["secret"].as_str().context("there is no secret")?;
        let code = totp_code(secret, in_days(0)?)?;
        answer = post(
            "/second-factor/enrolment",
            json!({"ticket": ticket, "code": code}),
        )
        .await?;
    }
    ensure!(answer.status() == 201, "{}", answer.status());
    let cookie = answer.headers()["set-cookie"].to_str()?.to_owned();
    ensure!(
        cookie.starts_with("__Host-") && cookie.contains("; Secure"),
        "{cookie}"
    );
    Ok(cookie.split(';').next().unwrap_or_default().to_owned())
}

async fn get(client: &reqwest::Client, server: &Server, path: &str, cookie: &str) -> Result<Value> {
    Ok(client
        .get(format!("{}/api/v1{path}", server.url))
        .header("cookie", cookie)
        .send()
        .await?
        .error_for_status()?
        .json()
        .await?)
}

#[tokio::test]
async fn on_an_address_for_all_it_speaks_https_and_home_tells_of_a_near_end() -> Result<()> {
    let installation = Installation::set_up().await?;
    let authority = Authority::new()?;
    authority
        .issue(&[HOST], in_days(12)?)?
        .write(installation.outer())?;
    let mut command = program::command()?;
    command
        .arg("--data-dir")
        .arg(installation.data())
        .args(["serve", "--listen", "0.0.0.0:0"])
        // As a service manager would give them.
        .env("LATCHKEY_TLS_CERT", installation.beside("cert.pem"))
        .env("LATCHKEY_TLS_KEY", installation.beside("key.pem"));
    let mut server = Server::of(Process::start(command)?).await?;
    ensure!(server.url.starts_with("https://0.0.0.0:"), "{}", server.url);
    server.url = server.url.replace("0.0.0.0", HOST);

    let client = client_trusting(&authority.pem)?;
    let cookie = sign_in(&client, &server).await?;
    let home = get(&client, &server, "/home", &cookie).await?;
    ensure!(
        home["attention"][0]["code"] == "certificate_ending",
        "{home}"
    );
    let settings = get(&client, &server, "/settings", &cookie).await?;
    ensure!(settings["certificate"]["daysLeft"] == 11, "{settings}");
    ensure!(
        server.process.output().contains("ends on"),
        "the log does not warn: {}",
        server.process.output()
    );
    let check = installation
        .run(&["check", "--json"])
        .await?
        .done()?
        .json()?;
    ensure!(check["ok"] == true, "{check}");
    let found = check["findings"][0]["text"].as_str().unwrap_or_default();
    ensure!(found.contains("ends on"), "{check}");
    Ok(())
}

#[tokio::test]
async fn files_that_change_are_taken_whole_or_not_at_all() -> Result<()> {
    let installation = Installation::set_up().await?;
    let old = Authority::new()?;
    old.issue(&[HOST], far()?)?.write(installation.outer())?;
    let server = Server::of(start(&installation, installation.outer())?).await?;
    let before = client_trusting(&old.pem)?;
    let health = format!("{}/healthz", server.url);
    before.get(&health).send().await?.error_for_status()?;

    let new = Authority::new()?;
    let renewed = new.issue(&[HOST], far()?)?;
    fs::write(installation.beside("cert.pem"), &renewed.certificate)?;
    until(LIMIT, "the refusal in the log", async || {
        let output = server.process.output();
        Ok(if output.contains("does not belong to the certificate") {
            Ok(())
        } else {
            Err(output)
        })
    })
    .await?;
    // A client of its own: the other one has its connection still.
    client_trusting(&old.pem)?
        .get(&health)
        .send()
        .await?
        .error_for_status()?;
    let run = installation.run(&["check"]).await?;
    ensure!(
        run.refused()?.contains("does not belong"),
        "check says nothing"
    );

    write_key(&installation.beside("key.pem"), &renewed.key)?;
    let client = client_trusting(&new.pem)?;
    until(LIMIT, "the renewed certificate", async || {
        Ok(client
            .get(&health)
            .send()
            .await
            .map_err(|fault| format!("{fault:?}")))
    })
    .await?;
    before.get(&health).send().await?.error_for_status()?;
    installation.run(&["check"]).await?.done()?;
    let entries = installation.run(&["activity", "--json"]).await?.json()?;
    let actions: Vec<_> = entries
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|entry| entry["action"].as_str())
        .collect();
    ensure!(
        actions.contains(&"certificate.replaced") && actions.contains(&"certificate.refused"),
        "{actions:?}"
    );
    Ok(())
}

/// The stand-in Okta's client speaks to it as Okta would: by https, with an authority that the machine trusts.
#[tokio::test]
async fn the_rehearsal_walks_over_https() -> Result<()> {
    let (installation, connector) = Installation::connected().await?;
    let authority = Authority::new()?;
    authority
        .issue(&[HOST], far()?)?
        .write(installation.outer())?;
    let ca = installation.beside("authority.pem");
    fs::write(&ca, &authority.pem)?;
    let server = Server::of(start(&installation, installation.outer())?).await?;
    let rehearse = async |trusted: &Path| {
        let mut command = program::command()?;
        command
            .env("SSL_CERT_FILE", trusted)
            .args(["rehearse", "--users", "3", "--json", "--url"])
            .arg(format!("{}/scim/v2", server.url))
            .args([
                "--user-name",
                &connector.user_name,
                "--password",
                &connector.password,
            ]);
        program::run(command, "").await
    };
    let other = installation.beside("other.pem");
    fs::write(&other, Authority::new()?.pem)?;
    rehearse(&other).await?.refused()?;
    let report = rehearse(&ca).await?.done()?.json()?;
    ensure!(report["passed"] == true, "{report}");
    Ok(())
}
