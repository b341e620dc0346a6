//! The disk under a server that runs: full, not to be written to, or its database held by another program. Refused with
//! 503 and `Retry-After` while it lasts, shown on Home and in the log, nothing lost, and over by itself.

mod small_disk;
mod stage;

use std::time::Duration;

use anyhow::{Result, ensure};
use latchkey_tests::installation::{Installation, Server};
use latchkey_tests::process::Process;
use latchkey_tests::program;
use rusqlite::Connection;
use tokio::process::Command;

use small_disk::SmallDisk;
use stage::Stage;

/// Until the server has looked again, and a while for a slow machine.
const RECOVERY: Duration = Duration::from_mins(1);

/// From now on no write to a file succeeds, whatever its length: what a disk is that the system made read-only.
async fn forbid_writes(process: &Process, forbid: bool) -> Result<()> {
    let limit = if forbid {
        "--fsize=0:"
    } else {
        "--fsize=unlimited:"
    };
    let id = process.id().unwrap_or_default().to_string();
    let done = Command::new("prlimit")
        .args(["--pid", &id, limit])
        .status()
        .await?;
    ensure!(done.success(), "prlimit: {done}");
    Ok(())
}

#[tokio::test]
async fn a_disk_that_takes_no_writes_is_told_of_and_goes_on_by_itself() -> Result<()> {
    let (installation, connector) = Installation::connected().await?;
    // The system's signal about the limit would end the program before the write is refused.
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""]);
    let serving = program::within(shell, &installation.serving()?);
    let server = Server::of(Process::start(serving)?).await?;
    let mut stage = Stage::of(&server, &connector).await?;
    stage.create("before").await?.expect(201)?;

    forbid_writes(&server.process, true).await?;
    let refused = stage.create("meanwhile").await?;
    stage.is_told(&refused, "60", "read-only, or fails").await?;
    stage.reads_go_on().await?;

    forbid_writes(&server.process, false).await?;
    stage.create("after").await?.expect(201)?;
    stage.is_over(RECOVERY).await?;
    installation.run(&["check"]).await?.done()?;
    Ok(())
}

#[tokio::test]
async fn a_full_disk_is_told_of_and_goes_on_by_itself() -> Result<()> {
    let (installation, connector) = Installation::connected().await?;
    let disk = match SmallDisk::holding(&installation.data()).await {
        Ok(disk) => disk,
        Err(cause) => {
            println!("SKIPPED: no file system of its own can be mounted here: {cause}");
            return Ok(());
        }
    };
    let server = Server::of(Process::start(disk.latchkey(&[
        "serve",
        "--listen",
        "127.0.0.1:0",
    ])?)?)
    .await?;
    let mut stage = Stage::of(&server, &connector).await?;
    stage.create("before").await?.expect(201)?;

    disk.fill()?;
    let mut refused = None;
    // What the log has room for already may still be written.
    for number in 0..1000 {
        let answer = stage.create(&format!("meanwhile{number}")).await?;
        if answer.status != 201 {
            refused = Some(answer);
            break;
        }
    }
    let Some(refused) = refused else {
        anyhow::bail!("the disk never was full");
    };
    stage.is_told(&refused, "60", "Latchkey's disk").await?;
    stage.reads_go_on().await?;

    disk.free()?;
    stage.create("after").await?.expect(201)?;
    stage.is_over(RECOVERY).await?;
    program::run(disk.latchkey(&["check"])?, "").await?.done()?;
    Ok(())
}

#[tokio::test]
async fn a_full_disk_during_a_backup_leaves_no_file_and_loses_nothing() -> Result<()> {
    let (installation, connector) = Installation::connected().await?;
    let disk = match SmallDisk::holding(&installation.data()).await {
        Ok(disk) => disk,
        Err(cause) => {
            println!("SKIPPED: no file system of its own can be mounted here: {cause}");
            return Ok(());
        }
    };
    let serving = disk.latchkey(&["serve", "--listen", "127.0.0.1:0"])?;
    let server = Server::of(Process::start(serving)?).await?;
    let mut stage = Stage::of(&server, &connector).await?;
    stage.create("before").await?.expect(201)?;

    disk.fill()?;
    let file = installation.beside("the.backup");
    let path = file.to_string_lossy().into_owned();
    let arguments = ["backup", path.as_str()];
    let said = program::run(disk.latchkey(&arguments)?, "")
        .await?
        .refused()?;
    ensure!(said.contains("has no room for the backup"), "{said}");
    ensure!(said.contains("nothing was changed"), "{said}");
    ensure!(!file.exists());
    stage.reads_go_on().await?;

    disk.free()?;
    program::run(disk.latchkey(&arguments)?, "").await?.done()?;
    stage.create("after").await?.expect(201)?;
    let anew = Installation::untouched()?;
    anew.run(&["restore", &path]).await?.done()?;
    anew.run(&["check"]).await?.done()?;
    Ok(())
}

#[tokio::test]
async fn a_database_that_another_program_holds_is_told_of_and_goes_on_by_itself() -> Result<()> {
    let (installation, connector) = Installation::connected().await?;
    let server = installation.serve().await?;
    let mut stage = Stage::of(&server, &connector).await?;
    stage.create("before").await?.expect(201)?;

    let other = Connection::open(installation.database())?;
    other.execute_batch("BEGIN EXCLUSIVE")?;
    let refused = stage.create("meanwhile").await?;
    stage
        .is_told(&refused, "10", "Another program holds")
        .await?;
    stage.reads_go_on().await?;

    other.execute_batch("ROLLBACK")?;
    stage.create("after").await?.expect(201)?;
    stage.is_over(RECOVERY).await?;
    installation.run(&["check"]).await?.done()?;
    Ok(())
}
