//! A machine without a tray, a session bus or a keychain.

use anyhow::{Context as _, Result, ensure};
use latchkey_tests::desktop::app::{Desk, Machine, program};
use latchkey_tests::installation::{Installation, OWNER, OWNER_PASSWORD};

const NO_BUS: &str = "This machine has no session bus";
const NO_KEYCHAIN: &str = "This machine has no keychain";

#[tokio::test]
async fn a_bare_machine_hosts_and_says_once_what_is_missing() -> Result<()> {
    let desk = Desk::prepare(Machine::Bare).await?;
    let page = desk.start().await?;
    page.shows(NO_BUS).await?;
    page.click("Run it here").await?;
    page.shows("Latchkey on 127.0.0.1:").await?;
    page.close().await?;
    let again = desk.start().await?;
    again.shows("Latchkey on 127.0.0.1:").await?;
    let text = again.text().await?;
    ensure!(!text.contains(NO_BUS), "it is said a second time: {text}");
    again.close().await
}

#[tokio::test]
async fn a_session_lasts_over_a_restart_where_there_is_a_keychain_and_only_there() -> Result<()> {
    let installation = Installation::set_up().await?;
    let server = installation.serve().await?;
    for machine in [Machine::Usual, Machine::Bare] {
        let desk = Desk::prepare(machine).await?;
        let page = desk.start().await?;
        page.click("Connect to a Latchkey server").await?;
        page.fill("Server address", &server.url).await?;
        page.click("Connect").await?;
        page.fill("Email or user name", OWNER).await?;
        page.fill("Password", OWNER_PASSWORD).await?;
        page.click("Sign in").await?;
        page.shows("Sign out").await?;
        if machine == Machine::Bare {
            page.shows(NO_KEYCHAIN).await?;
        }
        page.close().await?;
        let again = desk.start().await?;
        match machine {
            Machine::Usual | Machine::Complete => again.shows("Sign out").await?,
            Machine::Bare => again.shows("Sign in to Atko").await?,
        }
        again.close().await?;
    }
    Ok(())
}

#[tokio::test]
async fn safe_graphics_are_on_when_asked_for_and_the_program_ends_as_one() -> Result<()> {
    const VARIABLE: &str = "WEBKIT_DMABUF_RENDERER_FORCE_SHM=1";
    let desk = Desk::prepare(Machine::Complete).await?;
    for (arguments, safe) in [(&[][..], false), (&["--safe-graphics"][..], true)] {
        let mut app = desk.start_program(&program()?, arguments)?;
        desk.window_is_shown().await?;
        let number = app.id().context("it has ended")?;
        // WebKit's own processes have the app's environment; the app's is closed to others.
        let children = std::fs::read_to_string(format!("/proc/{number}/task/{number}/children"))?;
        let set = children.split_whitespace().any(|child| {
            let environment = std::fs::read(format!("/proc/{child}/environ")).unwrap_or_default();
            environment
                .split(|&byte| byte == 0)
                .any(|variable| variable == VARIABLE.as_bytes())
        });
        ensure!(set == safe, "{arguments:?}: {set}");
        desk.run("kill", &["-s", "TERM", &number.to_string()])
            .await?;
        let status = app.ended().await?;
        ensure!(status.success(), "{status}: {}", app.output());
        desk.window_is_gone().await?;
    }
    Ok(())
}
