//! The data folder: who may read it, who holds it, and what is in it.

use std::{
    fs,
    os::unix::fs::{DirBuilderExt as _, PermissionsExt as _},
};

use anyhow::{Context as _, Result, ensure};
use latchkey_tests::installation::Installation;
use rusqlite::Connection;

fn mode(path: &std::path::Path) -> Result<u32> {
    Ok(fs::metadata(path)
        .with_context(|| path.display().to_string())?
        .permissions()
        .mode()
        & 0o777)
}

#[tokio::test]
async fn a_folder_that_others_can_read_is_refused() -> Result<()> {
    for open in [0o755, 0o750, 0o701] {
        let installation = Installation::untouched()?;
        let data = installation.data();
        fs::create_dir(&data)?;
        fs::write(data.join("notes.txt"), "of someone's own")?;
        fs::set_permissions(&data, fs::Permissions::from_mode(open))?;
        let said = installation.setup().await?.refused()?;
        let folder = data.to_string_lossy();
        ensure!(
            said.contains(&*folder),
            "mode {open:o}: it does not name the folder: {said}"
        );
        ensure!(
            mode(&data)? == open,
            "mode {open:o} became {:o}",
            mode(&data)?
        );
        ensure!(
            fs::read_dir(&data)?.count() == 1,
            "mode {open:o}: something was put into it"
        );
    }
    Ok(())
}

/// Nobody has read anything in an empty folder yet: it may be refused, or closed and taken, but never left open.
#[tokio::test]
async fn an_empty_folder_that_others_can_read_does_not_stay_open() -> Result<()> {
    let installation = Installation::untouched()?;
    fs::create_dir(installation.data())?;
    fs::set_permissions(installation.data(), fs::Permissions::from_mode(0o755))?;
    let run = installation.setup().await?;
    ensure!(
        run.code == 1 || mode(&installation.data())? == 0o700,
        "it stayed open: {run:?}"
    );
    Ok(())
}

#[tokio::test]
async fn a_folder_opened_to_others_afterwards_is_refused() -> Result<()> {
    let installation = Installation::set_up().await?;
    fs::set_permissions(installation.data(), fs::Permissions::from_mode(0o755))?;
    let said = installation.run(&["user", "list"]).await?.refused()?;
    ensure!(
        said.contains("chmod 700"),
        "it does not say how to mend it: {said}"
    );
    let mut process = installation.start_serving()?;
    ensure!(
        process.ended().await?.code() == Some(1),
        "{}",
        process.output()
    );
    Ok(())
}

#[tokio::test]
async fn a_database_of_a_newer_program_is_refused_and_left_alone() -> Result<()> {
    let installation = Installation::set_up().await?;
    let newer = 1_000_000;
    Connection::open(installation.database())?.pragma_update(None, "user_version", newer)?;
    for arguments in [vec!["user", "list"], vec!["toolkit", "enable"]] {
        let said = installation.run(&arguments).await?.refused()?;
        ensure!(
            said.contains("newer"),
            "{arguments:?} does not say why: {said}"
        );
    }
    let mut process = installation.start_serving()?;
    ensure!(
        process.ended().await?.code() == Some(1),
        "{}",
        process.output()
    );
    ensure!(process.output().contains("newer"), "{}", process.output());
    let left: i64 = Connection::open(installation.database())?.pragma_query_value(
        None,
        "user_version",
        |row| row.get(0),
    )?;
    ensure!(left == newer, "the version became {left}");
    Ok(())
}

#[tokio::test]
async fn a_database_that_is_none_is_a_fault() -> Result<()> {
    let installation = Installation::set_up().await?;
    fs::write(installation.database(), vec![0x5a; 8192])?;
    installation.run(&["check"]).await?.refused()?;
    installation.run(&["user", "list"]).await?.refused()?;
    Ok(())
}

#[tokio::test]
async fn a_second_server_on_the_same_folder_is_refused() -> Result<()> {
    let installation = Installation::set_up().await?;
    let first = installation.serve().await?;
    let mut second = installation.start_serving()?;
    ensure!(
        second.ended().await?.code() == Some(1),
        "{}",
        second.output()
    );

    // The lock dies with its holder, however it dies.
    first.process.kill().await?;
    installation.serve().await?;
    Ok(())
}

#[tokio::test]
async fn the_folder_and_what_is_in_it_are_the_owners_alone() -> Result<()> {
    let installation = Installation::set_up().await?;
    let _server = installation.serve().await?;
    ensure!(
        mode(&installation.data())? == 0o700,
        "mode {:o}",
        mode(&installation.data())?
    );
    ensure!(installation.database().is_file(), "no latchkey.db");
    for entry in fs::read_dir(installation.data())? {
        let path = entry?.path();
        ensure!(
            mode(&path)?.trailing_zeros() >= 6,
            "{} has mode {:o}",
            path.display(),
            mode(&path)?
        );
    }
    Ok(())
}

#[tokio::test]
async fn an_empty_folder_of_ones_own_is_taken() -> Result<()> {
    let installation = Installation::untouched()?;
    fs::DirBuilder::new()
        .mode(0o700)
        .create(installation.data())?;
    installation.setup().await?.done()?;
    Ok(())
}

#[tokio::test]
async fn check_finds_nothing_while_the_server_runs() -> Result<()> {
    let (installation, _) = Installation::connected().await?;
    installation.run(&["check"]).await?.done()?;
    let _server = installation.serve().await?;
    installation
        .run(&["check", "--json"])
        .await?
        .done()?
        .json()?;
    Ok(())
}
