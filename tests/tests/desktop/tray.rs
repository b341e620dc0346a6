//! The tray, and what closing the window means while Latchkey runs on this machine.

use anyhow::{Result, ensure};
use latchkey_tests::desktop::app::Machine;
use latchkey_tests::desktop::stage::Hosted;

#[tokio::test]
async fn the_host_outlives_its_window_until_it_is_quit_from_the_tray() -> Result<()> {
    let hosted = Hosted::on(Machine::Complete).await?;
    let (desk, page) = (&hosted.desk, &hosted.page);
    let address = hosted.scim().await?.base().to_owned();
    let tray = desk.tray().await?;
    let state = tray.says("Running at http://127.0.0.1:").await?;
    ensure!(!state.enabled, "the state can be clicked on: {state:?}");

    // The first close asks; until it is answered, the window stays.
    hosted.put_window_away().await?;
    let okta = hosted.scim().await?;
    ensure!(okta.base() == address, "it was started again");
    okta.get("/ServiceProviderConfig").await?.expect(200)?;

    // Opened from the tray it is the same page, and the second close asks nothing.
    tray.click("Open Latchkey").await?;
    desk.window_is_shown().await?;
    desk.window_is_in_front().await?;
    page.shows("Sign out").await?;
    page.shows_no_more("keeps running for Okta").await?;
    desk.close_window().await?;
    desk.window_is_gone().await?;
    let text = page.text().await?;
    ensure!(
        !text.contains("keeps running for Okta"),
        "it asks again: {text}"
    );

    // Quit from there, it lets the folder go.
    tray.click("Quit Latchkey").await?;
    desk.app_has_ended().await?;
    let server = hosted.installation.serve().await?;
    ensure!(!server.url.is_empty());
    Ok(())
}

#[tokio::test]
async fn quitting_at_the_first_close_stops_the_host() -> Result<()> {
    let hosted = Hosted::on(Machine::Complete).await?;
    hosted.desk.window_is_shown().await?;
    hosted.desk.close_window().await?;
    hosted.page.shows("Latchkey keeps running for Okta").await?;
    hosted.answer_closing("Quit Latchkey").await?;
    hosted.desk.app_has_ended().await?;
    let server = hosted.installation.serve().await?;
    ensure!(!server.url.is_empty());
    Ok(())
}
