//! Files of the database that are missing, torn or written over: said in words with what to do, never a panic, and what
//! is whole goes on.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::FileExt as _;
use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};
use latchkey_tests::installation::{Connector, Installation};
use latchkey_tests::scim::{Scim, new_user};
use rusqlite::Connection;

const PAGE: u64 = 4096;

fn log_of(installation: &Installation) -> PathBuf {
    installation.data().join("latchkey.db-wal")
}

async fn create(scim: &Scim, number: usize) -> Result<String> {
    let name = format!("u{number}");
    let user = new_user(&format!("{name}@atko.com"), &name, "Lind", &name);
    let made = scim.post("/Users", &user).await?.expect(201)?;
    Ok(made.text("/id")?.to_owned())
}

/// Some users, and a server that was killed: what it wrote last is in the write-ahead log.
async fn killed() -> Result<(Installation, Connector, Vec<String>)> {
    let (installation, connector) = Installation::connected().await?;
    let server = installation.serve().await?;
    let scim = server.scim(&connector)?;
    let mut ids = Vec::new();
    for number in 0..40 {
        ids.push(create(&scim, number).await?);
    }
    server.process.kill().await?;
    ensure!(fs::metadata(log_of(&installation))?.len() > 0, "no log");
    Ok((installation, connector, ids))
}

async fn all_are_there(
    installation: &Installation,
    connector: &Connector,
    ids: &[String],
) -> Result<()> {
    let server = installation.serve().await?;
    let scim = server.scim(connector)?;
    for id in ids {
        scim.get(&format!("/Users/{id}")).await?.expect(200)?;
    }
    create(&scim, 1000).await?;
    installation.run(&["check"]).await?.done()?;
    Ok(())
}

/// The server does not start; says so with `words`; did not panic.
async fn does_not_start(installation: &Installation, words: &[&str]) -> Result<()> {
    let mut process = installation.start_serving()?;
    let ended = process.ended().await?;
    let output = process.output();
    ensure!(ended.code() == Some(1), "{ended}: {output}");
    ensure!(!output.contains("panicked"), "{output}");
    for words in words {
        ensure!(output.contains(words), "no \"{words}\" in {output}");
    }
    Ok(())
}

#[tokio::test]
async fn a_log_that_was_taken_away_is_missed_and_nothing_is_lost_once_it_is_back() -> Result<()> {
    let (installation, connector, ids) = killed().await?;
    let (log, elsewhere) = (log_of(&installation), installation.beside("wal"));
    fs::rename(&log, &elsewhere)?;
    let before = fs::read(installation.database())?;
    let words = [
        "latchkey.db-wal is missing",
        "Nothing was changed",
        "latchkey restore",
    ];
    does_not_start(&installation, &words).await?;
    for command in [
        vec!["check"],
        vec!["user", "list"],
        vec!["toolkit", "disable"],
    ] {
        let said = installation.run(&command).await?.refused()?;
        ensure!(said.contains("latchkey.db-wal is missing"), "{said}");
    }
    ensure!(fs::read(installation.database())? == before);
    ensure!(!log.exists());
    fs::rename(&elsewhere, &log)?;
    all_are_there(&installation, &connector, &ids).await
}

#[tokio::test]
async fn without_the_log_it_goes_on_with_what_the_database_holds_when_it_is_told_to() -> Result<()>
{
    let (installation, connector, _) = killed().await?;
    fs::remove_file(log_of(&installation))?;
    fs::remove_file(installation.data().join("latchkey.db-shm"))?;
    all_are_there(&installation, &connector, &[]).await
}

#[tokio::test]
async fn the_torn_end_of_a_log_is_not_taken_for_a_change() -> Result<()> {
    // The head of a frame with half a page, the beginning of a frame, and what is none.
    for torn in [24 + 2048, 11, 5 * 4120] {
        let (installation, connector, ids) = killed().await?;
        let log = fs::read(log_of(&installation))?;
        let from = log.len() - (24 + 4096);
        let mut tail: Vec<u8> = log[from..].iter().copied().cycle().take(torn).collect();
        if let Some(last) = tail.last_mut() {
            *last ^= 0x5a;
        }
        let mut file = OpenOptions::new()
            .append(true)
            .open(log_of(&installation))?;
        file.write_all(&tail)?;
        all_are_there(&installation, &connector, &ids)
            .await
            .with_context(|| format!("{torn} bytes behind the end"))?;
    }
    Ok(())
}

#[tokio::test]
async fn a_log_cut_short_gives_what_stands_before_the_cut() -> Result<()> {
    let (installation, connector, ids) = killed().await?;
    let log = OpenOptions::new().write(true).open(log_of(&installation))?;
    log.set_len(log.metadata()?.len() - 1000)?;
    // Such a disk lost what it had said to hold: the last change at most.
    all_are_there(&installation, &connector, &ids[..ids.len() - 2]).await
}

/// The database in one file, without a log.
async fn closed() -> Result<(Installation, Connector)> {
    let (installation, connector, _) = killed().await?;
    installation.run(&["check"]).await?.done()?;
    ensure!(!log_of(&installation).exists());
    Ok((installation, connector))
}

#[tokio::test]
async fn a_torn_last_page_is_a_fault_with_what_to_do() -> Result<()> {
    for cut in [PAGE / 2, PAGE, 5 * PAGE + 7] {
        let (installation, _) = closed().await?;
        let backup = installation.beside("backup.db");
        let backup = backup.to_string_lossy();
        installation.run(&["backup", &backup]).await?.done()?;
        let file = OpenOptions::new()
            .write(true)
            .open(installation.database())?;
        file.set_len(file.metadata()?.len() - cut)?;
        let said = installation.run(&["check"]).await?.refused()?;
        ensure!(said.contains("damaged"), "cut by {cut}: {said}");
        ensure!(said.contains("latchkey restore"), "cut by {cut}: {said}");
        let document = installation.run(&["check", "--json"]).await?;
        ensure!(document.json()?["ok"] == false, "cut by {cut}");
        let mut process = installation.start_serving()?;
        // It refuses, or serves what is whole; and does neither by a panic.
        let started = process.line_after("listening on ").await;
        let output = process.output();
        ensure!(!output.contains("panicked"), "{output}");
        if started.is_err() {
            ensure!(
                output.contains("damaged") && output.contains("latchkey restore"),
                "cut by {cut}: {output}"
            );
        }
        // What the sentence says to do works.
        let anew = Installation::untouched()?;
        anew.run(&["restore", &backup]).await?.done()?;
        anew.run(&["check"]).await?.done()?;
    }
    Ok(())
}

#[tokio::test]
async fn pages_written_over_are_told_of_in_the_answer_and_by_check() -> Result<()> {
    let (installation, connector) = closed().await?;
    let table: u32 = Connection::open(installation.database())?.query_row(
        "SELECT rootpage FROM sqlite_schema WHERE name = 'user'",
        [],
        |row| row.get(0),
    )?;
    let server = installation.serve().await?;
    let scim = server.scim(&connector)?;
    let file = OpenOptions::new()
        .write(true)
        .open(installation.database())?;
    file.write_all_at(&[0x5a; 4096], (u64::from(table) - 1) * PAGE)?;
    let refused = scim.get("/Users").await?;
    let detail = refused.clone().refusal(503, None)?;
    ensure!(detail.contains("damaged"), "{detail}");
    ensure!(detail.contains("latchkey check"), "{detail}");
    ensure!(refused.retry_after.as_deref() == Some("300"));
    let output = server.process.output();
    ensure!(
        output.contains(&detail),
        "the log does not say it: {output}"
    );
    ensure!(!output.contains("panicked"), "{output}");
    let said = installation.run(&["check"]).await?.refused()?;
    ensure!(said.contains("damaged"), "{said}");
    ensure!(said.contains("latchkey restore"), "{said}");
    Ok(())
}
