//! `--passkey-store file`: passkeys in a file that the operator's passphrase opens.

use std::fs;

use anyhow::{Context as _, Result, ensure};
use latchkey_testkit::certificates::write_key;
use latchkey_tests::{
    installation::{Connector, Installation},
    process::Process,
    program::{self, Run},
};

const PASSPHRASE: &str = "one passphrase of an operator";

/// Runs `connector …` with passkeys in a file, under the passphrase in `file` (beside the data folder).
async fn connector(installation: &Installation, words: &[&str], file: &str) -> Result<Run> {
    let path = installation.beside(file);
    let path = path.to_str().context("a path in UTF-8")?;
    let mut arguments = vec!["connector"];
    arguments.extend(words);
    arguments.extend([
        "--passkey-store",
        "file",
        "--passphrase-file",
        path,
        "--json",
    ]);
    installation.run(&arguments).await
}

async fn with_passphrases() -> Result<Installation> {
    let installation = Installation::set_up().await?;
    installation.run(&["toolkit", "enable"]).await?.done()?;
    write_key(&installation.beside("right"), &format!("{PASSPHRASE}\n"))?;
    write_key(
        &installation.beside("wrong"),
        "another passphrase of nobody\n",
    )?;
    Ok(installation)
}

#[tokio::test]
async fn without_a_passphrase_it_is_refused_with_how_to_give_one() -> Result<()> {
    let installation = with_passphrases().await?;
    for arguments in [
        vec!["connector", "add", "okta", "--passkey-store", "file"],
        vec![
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--passkey-store",
            "file",
        ],
    ] {
        let said = installation.run(&arguments).await?.refused()?;
        for way in [
            "--passphrase-file",
            "latchkey-passphrase",
            "LATCHKEY_PASSPHRASE",
        ] {
            ensure!(said.contains(way), "{way}: {said}");
        }
    }
    let said = connector(&installation, &["show"], "right")
        .await?
        .refused()?;
    ensure!(said.contains("not been added"), "{said}");
    Ok(())
}

#[tokio::test]
async fn a_wrong_passphrase_says_so_and_changes_nothing() -> Result<()> {
    let installation = with_passphrases().await?;
    connector(&installation, &["add", "okta"], "right")
        .await?
        .done()?;
    let sealed = installation.data().join("passkeys.sealed");
    let before = fs::read(&sealed)?;
    for words in [&["show"][..], &["rotate"], &["remove"]] {
        let said = connector(&installation, words, "wrong").await?.refused()?;
        ensure!(
            said.contains("passphrase does not open"),
            "{words:?}: {said}"
        );
    }
    let mut command = installation.serving()?;
    command
        .args(["--passkey-store", "file", "--passphrase-file"])
        .arg(installation.beside("wrong"));
    let mut process = Process::start(command)?;
    ensure!(
        process.ended().await?.code() == Some(1),
        "{}",
        process.output()
    );
    ensure!(fs::read(&sealed)? == before, "the file was changed");
    let shown = connector(&installation, &["show"], "right")
        .await?
        .done()?
        .json()?;
    ensure!(
        shown["passkeys"].as_array().map(Vec::len) == Some(1),
        "{shown}"
    );
    Ok(())
}

#[tokio::test]
async fn it_shows_a_passkey_again_by_each_way_to_give_the_passphrase() -> Result<()> {
    let installation = with_passphrases().await?;
    let added = Connector::read(
        &connector(&installation, &["add", "okta"], "right")
            .await?
            .done()?,
    )?;
    let show = async |set: &dyn Fn(&mut tokio::process::Command)| {
        let mut command = program::command()?;
        command.arg("--data-dir").arg(installation.data()).args([
            "connector",
            "show",
            "--passkey-store",
            "file",
            "--json",
        ]);
        set(&mut command);
        program::run(command, "").await?.done()?.json()
    };
    let credentials = installation.beside("credentials");
    fs::create_dir(&credentials)?;
    write_key(&credentials.join("latchkey-passphrase"), PASSPHRASE)?;
    let file = installation.beside("right");
    let shown = [
        show(&|command| {
            command.env("LATCHKEY_PASSPHRASE", PASSPHRASE);
        })
        .await?,
        show(&|command| {
            command.env("LATCHKEY_PASSPHRASE_FILE", &file);
        })
        .await?,
        show(&|command| {
            command.env("CREDENTIALS_DIRECTORY", &credentials);
        })
        .await?,
    ];
    for shown in shown {
        ensure!(shown["password"] == added.password.as_str(), "{shown}");
    }
    connector(&installation, &["remove"], "right")
        .await?
        .done()?;
    Ok(())
}
