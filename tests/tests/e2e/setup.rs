//! `latchkey setup`, and what every command says when it was not run or was used wrongly.

use anyhow::{Result, ensure};
use latchkey_tests::{
    installation::{Installation, SETUP},
    program,
};

#[tokio::test]
async fn wrong_usage_exits_2_and_touches_nothing() -> Result<()> {
    for arguments in [
        vec!["frobnicate"],
        vec!["setup"],
        vec!["connector", "add", "entra"],
        vec!["user", "show"],
        vec!["sign-in", "set", "--issuer"],
        vec!["serve", "--listen", "not an address"],
        vec!["rehearse", "--dialect", "latin"],
        vec!["connector", "rotate", "--grace", "soon"],
    ] {
        let installation = Installation::untouched()?;
        let run = installation.run(&arguments).await?;
        ensure!(
            run.code == 2,
            "{arguments:?}: exit {}:\n{}{}",
            run.code,
            run.stdout,
            run.stderr
        );
        ensure!(
            !installation.data().exists(),
            "{arguments:?} made the data folder"
        );
    }
    Ok(())
}

#[tokio::test]
async fn a_command_before_setup_says_that_setup_comes_first() -> Result<()> {
    for arguments in [
        vec!["toolkit", "status"],
        vec!["toolkit", "enable"],
        vec!["connector", "show"],
        vec!["user", "list"],
        vec!["activity"],
        vec!["sign-in", "status"],
    ] {
        let installation = Installation::untouched()?;
        let said = installation.run(&arguments).await?.refused()?;
        ensure!(
            said.contains("latchkey setup"),
            "{arguments:?} does not name `latchkey setup`: {said}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn setup_wants_a_password_on_its_input() -> Result<()> {
    let installation = Installation::untouched()?;
    installation.run_with_input(&SETUP, "").await?.refused()?;
    installation.run_with_input(&SETUP, "\n").await?.refused()?;
    Ok(())
}

#[tokio::test]
async fn setup_refuses_an_owner_without_an_address_or_a_name() -> Result<()> {
    for (name, value) in [
        ("--owner-email", "olga"),
        ("--owner-given-name", "  "),
        ("--owner-family-name", ""),
        ("--organization", " "),
    ] {
        let installation = Installation::untouched()?;
        let mut arguments = SETUP;
        let place = arguments
            .iter()
            .position(|argument| *argument == name)
            .unwrap_or_default();
        arguments[place + 1] = value;
        let run = installation
            .run_with_input(&arguments, "correct horse battery staple")
            .await?;
        ensure!(
            run.code == 1 || run.code == 2,
            "{name} {value:?}: exit {}",
            run.code
        );
        ensure!(!run.stderr.contains("panicked"), "{}", run.stderr);
        // What was refused left nothing behind: the same folder can be set up properly.
        installation.setup().await?.done()?;
    }
    Ok(())
}

#[tokio::test]
async fn setup_twice_is_refused_and_keeps_the_first() -> Result<()> {
    let installation = Installation::set_up().await?;
    let said = installation.setup().await?.refused()?;
    ensure!(
        said.contains("set up"),
        "it does not say that the folder is set up: {said}"
    );
    let users = installation
        .run(&["user", "list", "--json"])
        .await?
        .done()?
        .json()?;
    ensure!(
        users.as_array().is_some_and(|users| users.len() == 1),
        "{users}"
    );
    Ok(())
}

#[tokio::test]
async fn help_and_version_exit_0() -> Result<()> {
    for arguments in [["--help"], ["--version"]] {
        let run = program::latchkey(&arguments).await?.done()?;
        ensure!(!run.stdout.is_empty(), "{arguments:?} prints nothing");
    }
    Ok(())
}

#[tokio::test]
async fn the_data_folder_is_named_before_the_command_after_it_or_by_the_environment() -> Result<()>
{
    let installation = Installation::set_up().await?;
    let data = installation.data();
    let data = data.to_string_lossy();
    program::latchkey(&["--data-dir", &data, "toolkit", "status"])
        .await?
        .done()?;
    program::latchkey(&["toolkit", "status", "--data-dir", &data])
        .await?
        .done()?;
    program::latchkey(&["toolkit", "--data-dir", &data, "status"])
        .await?
        .done()?;

    let mut by_environment = program::command()?;
    by_environment
        .env("LATCHKEY_DATA_DIR", &*data)
        .args(["toolkit", "status"]);
    program::run(by_environment, "").await?.done()?;
    Ok(())
}
