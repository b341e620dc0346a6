//! `latchkey.toml`: refused whole with the place of what is wrong, read again by SIGHUP, shown with where each value is from.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use latchkey_tests::{
    installation::{Installation, Server},
    patience::{LIMIT, until},
    process::Process,
    program,
};
use serde_json::Value;

/// Starts the server with the file beside the data folder, and no flag.
fn start(installation: &Installation) -> Result<Process> {
    let mut command = program::command()?;
    command
        .arg("--config")
        .arg(installation.beside("latchkey.toml"))
        .arg("serve");
    Process::start(command)
}

/// The file, with the data folder and a free port in it.
fn write(installation: &Installation, rest: &str) -> Result<()> {
    let text = format!("data-dir = \"data\"\n\n[serve]\nlisten = \"127.0.0.1:0\"\n{rest}");
    Ok(fs::write(installation.beside("latchkey.toml"), text)?)
}

fn hang_up(server: &Server) -> Result<()> {
    let id = server.process.id().context("it ended")?.to_string();
    let sent = Command::new("kill").args(["-s", "HUP", &id]).status()?;
    ensure!(sent.success(), "the signal was not sent");
    Ok(())
}

/// Whether the server keeps the request's number that a caller from this machine brings, as it keeps a trusted proxy's.
async fn is_believed(server: &Server) -> Result<bool> {
    let client = reqwest::Client::builder().no_proxy().build()?;
    let answer = client
        .get(format!("{}/healthz", server.url))
        .header("x-request-id", "of-the-proxy")
        .send()
        .await?;
    Ok(answer
        .headers()
        .get("x-request-id")
        .is_some_and(|number| number == "of-the-proxy"))
}

async fn becomes(what: &str, probe: impl AsyncFn() -> Result<bool>) -> Result<()> {
    until(LIMIT, what, async || {
        Ok(if probe().await? {
            Ok(())
        } else {
            Err("not yet".to_owned())
        })
    })
    .await?;
    Ok(())
}

/// What reading it again came to, the newest first.
async fn reloads(installation: &Installation) -> Result<Vec<Value>> {
    let activity = installation.run(&["activity", "--json"]).await?.done()?;
    let entries = activity.json()?;
    Ok(entries
        .as_array()
        .into_iter()
        .flatten()
        .filter(|entry| entry["action"] == "configuration.reloaded")
        .cloned()
        .collect())
}

#[tokio::test]
async fn a_file_with_a_wrong_value_starts_nothing_and_makes_nothing() -> Result<()> {
    let installation = Installation::untouched()?;
    for (rest, said) in [
        (
            "public-url = 8765\n",
            "latchkey.toml:5:14: \"public-url\" in [serve] is the number 8765",
        ),
        (
            "trusted-proxy = []\n",
            "The nearest known one is \"trusted-proxies\"",
        ),
        ("tls-cert = \"cert.pem\"\n", "no key to it"),
        ("= 1\n", "latchkey.toml:5:1: this is no TOML"),
    ] {
        write(&installation, rest)?;
        let mut process = start(&installation)?;
        let ended = process.ended().await?;
        let output = process.output();
        ensure!(
            matches!(ended.code(), Some(1 | 2)),
            "{rest}: {ended}: {output}"
        );
        ensure!(output.contains(said), "{rest}: {output}");
        ensure!(!output.contains("listening"), "{output}");
    }
    ensure!(!installation.data().exists(), "a folder was made");
    Ok(())
}

#[tokio::test]
async fn what_may_change_while_it_runs_does_and_the_rest_is_named() -> Result<()> {
    let installation = Installation::set_up().await?;
    write(&installation, "")?;
    let server = Server::of(start(&installation)?).await?;
    ensure!(!is_believed(&server).await?, "nobody named a proxy");

    write(
        &installation,
        "trusted-proxies = [\"127.0.0.1\"]\npublic-url = \"https://latchkey.atko.com\"\n",
    )?;
    hang_up(&server)?;
    becomes("the proxy is believed", async || is_believed(&server).await).await?;
    becomes("it is on record", async || {
        Ok(!reloads(&installation).await?.is_empty())
    })
    .await?;
    let newest = &reloads(&installation).await?[0];
    ensure!(newest["outcome"] == "changed", "{newest}");
    ensure!(
        newest
            .to_string()
            .contains("serve.public-url takes effect at the next start."),
        "{newest}"
    );
    ensure!(
        server
            .process
            .output()
            .contains("serve.public-url takes effect at the next start."),
        "{}",
        server.process.output()
    );
    Ok(())
}

#[tokio::test]
async fn a_file_that_is_broken_while_it_runs_is_refused_whole() -> Result<()> {
    let installation = Installation::set_up().await?;
    write(&installation, "trusted-proxies = [\"127.0.0.1\"]\n")?;
    let server = Server::of(start(&installation)?).await?;
    // The first half is right, and is not taken either.
    write(&installation, "trusted-proxies = []\npublic-url = true\n")?;
    hang_up(&server)?;
    becomes("it is on record", async || {
        Ok(!reloads(&installation).await?.is_empty())
    })
    .await?;
    let newest = &reloads(&installation).await?[0];
    ensure!(newest["outcome"] == "refused", "{newest}");
    ensure!(
        newest.to_string().contains("latchkey.toml:6:14"),
        "{newest}"
    );
    ensure!(
        is_believed(&server).await?,
        "the proxy from before was forgotten"
    );
    ensure!(
        server
            .process
            .output()
            .contains("What was in force before stays."),
        "{}",
        server.process.output()
    );
    // Mended, it is taken.
    write(&installation, "trusted-proxies = []\n")?;
    hang_up(&server)?;
    becomes("nobody is believed", async || {
        Ok(!is_believed(&server).await?)
    })
    .await
}

#[tokio::test]
async fn a_file_in_the_data_folder_counts_without_being_named() -> Result<()> {
    let installation = Installation::untouched()?;
    fs::create_dir(installation.data())?;
    fs::write(
        installation.data().join("latchkey.toml"),
        "[passkeys]\nstore = \"once\"\n",
    )?;
    fs::set_permissions(installation.data(), fs::Permissions::from_mode(0o700))?;
    installation.setup().await?.done()?;
    let shown = installation
        .run(&["config", "show", "--json"])
        .await?
        .done()?;
    let document = shown.json()?;
    let values = document["values"].as_array().context("no values")?;
    let store = values
        .iter()
        .find(|value| value["key"] == "passkeys.store")
        .context("no store")?;
    ensure!(
        store["value"] == "once" && store["from"] == "file",
        "{store}"
    );
    ensure!(
        store["at"]
            .as_str()
            .is_some_and(|at| at.ends_with("latchkey.toml:2")),
        "{store}"
    );
    Ok(())
}

#[tokio::test]
async fn each_value_is_shown_with_what_set_it() -> Result<()> {
    let installation = Installation::set_up().await?;
    write(
        &installation,
        "trusted-proxies = [\"10.0.0.0/8\", \"::1\"]\n",
    )?;
    let mut command = program::command()?;
    command
        .env("LATCHKEY_PASSKEY_STORE", "once")
        .arg("--config")
        .arg(installation.beside("latchkey.toml"))
        .args([
            "config",
            "show",
            "--public-url",
            "https://latchkey.atko.com",
            "--json",
        ]);
    let shown = program::run(command, "").await?.done()?.json()?;
    let of = |key: &str| {
        let values = shown["values"].as_array().into_iter().flatten();
        let mut values = values.filter(|value| value["key"] == key);
        values.next().cloned().unwrap_or_default()
    };
    let origins: Vec<(&str, Value, Value)> = [
        "data-dir",
        "serve.listen",
        "serve.public-url",
        "serve.trusted-proxies",
        "serve.tls-cert",
        "passkeys.store",
    ]
    .into_iter()
    .map(|key| (key, of(key)["from"].clone(), of(key)["value"].clone()))
    .collect();
    let data = installation.data().display().to_string();
    let wanted = [
        ("data-dir", "file", Value::from(data)),
        ("serve.listen", "file", "127.0.0.1:0".into()),
        (
            "serve.public-url",
            "flag",
            "https://latchkey.atko.com".into(),
        ),
        (
            "serve.trusted-proxies",
            "file",
            vec!["10.0.0.0/8", "::1"].into(),
        ),
        ("serve.tls-cert", "default", Value::Null),
        ("passkeys.store", "environment", "once".into()),
    ];
    for ((key, from, value), (wanted_key, wanted_from, wanted)) in origins.iter().zip(&wanted) {
        ensure!(
            key == wanted_key && from == wanted_from && value == wanted,
            "{key}: {from} {value}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn the_example_is_a_file_that_is_right() -> Result<()> {
    let installation = Installation::untouched()?;
    let example = program::latchkey(&["config", "example"]).await?.done()?;
    let file = installation.beside("latchkey.toml");
    fs::write(&file, &example.stdout)?;
    let file = file.to_str().context("not UTF-8")?;
    program::latchkey(&["config", "check", file])
        .await?
        .done()?;
    fs::write(file, format!("{}\nnoise = 1\n", example.stdout))?;
    let said = program::latchkey(&["config", "check", file])
        .await?
        .refused()?;
    ensure!(
        said.contains("there is no key \"noise\" in [log]"),
        "{said}"
    );
    Ok(())
}

#[tokio::test]
async fn manual_and_completions_know_every_command() -> Result<()> {
    let installation = Installation::untouched()?;
    let pages = installation.beside("man");
    let folder = pages.to_str().context("not UTF-8")?;
    program::latchkey(&["manual", folder]).await?.done()?;
    for page in [
        "latchkey.1",
        "latchkey-serve.1",
        "latchkey-sign-in-set.1",
        "latchkey-config-show.1",
    ] {
        let text = fs::read_to_string(pages.join(page)).with_context(|| page.to_owned())?;
        ensure!(text.contains(".SH"), "{page}: {text}");
    }
    let serve = fs::read_to_string(pages.join("latchkey-serve.1"))?;
    ensure!(serve.contains("LATCHKEY_TRUSTED_PROXIES"), "{serve}");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let lines = program::latchkey(&["completions", shell])
            .await?
            .done()?
            .stdout;
        ensure!(lines.contains("trusted-proxy"), "{shell}");
    }
    Ok(())
}
