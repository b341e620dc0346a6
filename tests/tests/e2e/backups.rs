//! Backups with the real program: there and back, what is refused with which words, and what is never lost.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};
use latchkey_tests::installation::{Installation, OWNER, OWNER_PASSWORD};
use latchkey_tests::scim::{client, new_user};
use serde_json::{Value, json};

fn text(path: &std::path::Path) -> String {
    path.to_string_lossy().into_owned()
}

fn passphrase(installation: &Installation, name: &str, words: &str) -> Result<String> {
    let path = installation.beside(name);
    fs::write(&path, words)?;
    fs::set_permissions(&path, Permissions::from_mode(0o600))?;
    Ok(text(&path))
}

/// Every file of the data folder with its content, but for the lock's.
fn everything(installation: &Installation) -> Result<Vec<(PathBuf, Vec<u8>)>> {
    let mut found = Vec::new();
    let mut folders = vec![installation.data()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if !path.ends_with("latchkey.lock") {
                found.push((path.clone(), fs::read(&path)?));
            }
        }
    }
    found.sort();
    Ok(found)
}

async fn sign_in(url: &str) -> Result<String> {
    let answer = client()?
        .post(format!("{url}/api/v1/session"))
        .header("x-latchkey-surface", "app")
        .json(&json!({"userName": OWNER, "password": OWNER_PASSWORD}))
        .send()
        .await?;
    let body: Value = answer.json().await?;
    Ok(body["token"].as_str().context("no token")?.to_owned())
}

#[tokio::test]
async fn what_cannot_be_restored_is_told_in_words_and_leaves_the_folder_as_it_was() -> Result<()> {
    let installation = Installation::set_up().await?;
    let right = passphrase(&installation, "right", "correct horse battery staple")?;
    let wrong = passphrase(&installation, "wrong", "another horse battery staple")?;
    let sealed = text(&installation.beside("sealed.backup"));
    let made = ["backup", &sealed, "--passphrase-file", &right];
    installation.run(&made).await?.done()?;
    let short = text(&installation.beside("short.backup"));
    let bytes = fs::read(&sealed)?;
    fs::write(&short, &bytes[..bytes.len() - 7])?;
    let foreign = text(&installation.beside("foreign"));
    fs::write(&foreign, [0x5a; 9000])?;
    let before = everything(&installation)?;
    for (arguments, words) in [
        (vec!["restore", &sealed], "holds an installation already"),
        (
            vec!["restore", &sealed, "--replace"],
            "no passphrase was given",
        ),
        (
            vec!["restore", &sealed, "--replace", "--passphrase-file", &wrong],
            "another passphrase",
        ),
        (
            vec!["restore", &short, "--replace", "--passphrase-file", &right],
            "is cut short",
        ),
        (
            vec!["restore", &foreign, "--replace"],
            "no backup of Latchkey",
        ),
        (vec!["restore", "gone", "--replace"], "There is no file"),
    ] {
        let said = installation.run(&arguments).await?.refused()?;
        ensure!(said.contains(words), "{arguments:?}: {said}");
        ensure!(
            said.contains("Nothing was changed"),
            "{arguments:?}: {said}"
        );
        ensure!(
            everything(&installation)? == before,
            "{arguments:?} changed the folder"
        );
    }
    let server = installation.serve().await?;
    let restore = ["restore", &sealed, "--replace", "--passphrase-file", &right];
    let said = installation.run(&restore).await?.refused()?;
    ensure!(said.contains("serves the data folder"), "{said}");
    server.process.kill().await
}

#[tokio::test]
async fn a_restored_backup_takes_the_place_of_what_is_there_and_signs_everybody_out() -> Result<()>
{
    let (installation, connector) = Installation::connected().await?;
    let file = text(&installation.beside("the.backup"));
    let server = installation.serve().await?;
    let scim = server.scim(&connector)?;
    let ana = new_user("ana@atko.com", "Ana", "Lind", "ana");
    scim.post("/Users", &ana).await?.expect(201)?;
    let session = sign_in(&server.url).await?;
    installation.run(&["backup", &file]).await?.done()?;
    let bo = new_user("bo@atko.com", "Bo", "Lind", "bo");
    scim.post("/Users", &bo).await?.expect(201)?;
    // What it wrote last is in its log.
    server.process.kill().await?;

    let restored = installation
        .run(&["restore", &file, "--replace", "--json"])
        .await?
        .done()?
        .json()?;
    ensure!(restored["sessionsEnded"] == 1, "{restored}");
    let kept = PathBuf::from(restored["replaced"].as_str().context("nothing is kept")?);
    installation.run(&["check"]).await?.done()?;
    let people = installation
        .run(&["user", "list", "--json"])
        .await?
        .json()?;
    ensure!(people.as_array().map(Vec::len) == Some(2), "{people}");
    let activity = installation.run(&["activity", "--json"]).await?.json()?;
    ensure!(activity[0]["action"] == "backup.restored", "{activity}");

    let server = installation.serve().await?;
    let answer = client()?
        .get(format!("{}/api/v1/session", server.url))
        .bearer_auth(&session)
        .send()
        .await?;
    ensure!(answer.status() == 401, "{}", answer.status());
    server.process.kill().await?;

    // What was replaced is put back by hand as the sentence says, and has all.
    for ending in ["", "-wal", "-shm"] {
        let name = format!("latchkey.db{ending}");
        let place = installation.data().join(&name);
        if place.exists() {
            fs::remove_file(&place)?;
        }
        if kept.join(&name).exists() {
            fs::rename(kept.join(&name), place)?;
        }
    }
    let people = installation
        .run(&["user", "list", "--json"])
        .await?
        .json()?;
    ensure!(people.as_array().map(Vec::len) == Some(3), "{people}");
    Ok(())
}

/// Users are created one after the other while backups are made: each backup has those of before it, and none but the first
/// so many.
#[tokio::test]
async fn a_backup_under_writes_is_one_moment() -> Result<()> {
    let (installation, connector) = Installation::connected().await?;
    let server = installation.serve().await?;
    let scim = server.scim(&connector)?;
    let mut created = 0;
    for round in 0..3 {
        let file = text(&installation.beside(&format!("{round}.backup")));
        let arguments = ["backup", file.as_str()];
        let mut making = Box::pin(installation.run(&arguments));
        let at_least = created;
        let made = loop {
            let name = format!("u{created}");
            let user = new_user(&format!("{name}@atko.com"), &name, "Lind", &name);
            tokio::select! {
                made = &mut making => break made?,
                answer = scim.post("/Users", &user) => {
                    answer?.expect(201)?;
                    created += 1;
                }
            }
        };
        made.done()?;
        // The one that was under way may have been made.
        created += 1;
        let anew = Installation::untouched()?;
        anew.run(&["restore", &file]).await?.done()?;
        anew.run(&["check"]).await?.done()?;
        let people = anew.run(&["user", "list", "--json"]).await?.json()?;
        let mut numbers: Vec<usize> = people
            .as_array()
            .context("no list")?
            .iter()
            .filter_map(|person| {
                person["userName"]
                    .as_str()?
                    .strip_prefix('u')?
                    .split('@')
                    .next()?
                    .parse()
                    .ok()
            })
            .collect();
        numbers.sort_unstable();
        ensure!(
            numbers.len() >= at_least.saturating_sub(round),
            "{numbers:?}"
        );
        ensure!(
            numbers
                .iter()
                .rev()
                .skip(1)
                .zip(numbers.iter().rev())
                .all(|(a, b)| b - a <= 2),
            "somebody between is missing: {numbers:?}"
        );
    }
    Ok(())
}
